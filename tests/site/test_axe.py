"""Every page of the demo school in a real Chromium: readable by everybody, light and dark, from left and from right."""

from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.site.conftest import Site
from tests.site.walk.crawl import Answer
from tests.site.walk.looks import Screen, different

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

_TARGETS = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
# Dark changes colours alone; axe measures nothing else that depends on them.
_COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"], "resultTypes": ["violations"]}
_NARROW = 320


@pytest.fixture(scope="module")
def pages(site: Site) -> list[Answer]:
    return different(site.pages)


def test_every_page_is_readable_by_everybody(pages: list[Answer], browser: Browser) -> None:
    screen, axe = Screen(browser), Axe()
    found: dict[tuple[str, str], str] = {}
    for answer in pages:
        screen.show(answer)
        for look, problem in _examine(screen, axe):
            found.setdefault((answer.route, problem), f"{look}: {problem} – {answer}")
    screen.close()
    assert list(found.values()) == []


def _examine(screen: Screen, axe: Axe) -> list[tuple[str, str]]:
    """Return what is wrong with the page shown: what its policy refused, then what axe says of each look."""
    page = screen.page
    found = [("console", said) for said in screen.refused()]
    found += [("light", problem) for problem in _violations(axe.run(page, options=_TARGETS))]
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += [("dark", problem) for problem in _violations(axe.run(page, options=_COLOURS))]
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.evaluate("document.documentElement.dir = 'rtl'")
    found += [("from the right", problem) for problem in _violations(axe.run(page, options=_TARGETS))]
    return found


def _violations(results: Any) -> list[str]:
    return [f"{v['id']} {node['target']}" for v in results.response["violations"] for node in v["nodes"]]


def test_no_page_is_wider_than_a_small_phone(pages: list[Answer], browser: Browser) -> None:
    screen = Screen(browser, width=_NARROW)
    wide: dict[tuple[str, str], str] = {}
    for answer in pages:
        screen.show(answer)
        for direction in ("ltr", "rtl"):
            screen.page.evaluate("direction => { document.documentElement.dir = direction }", direction)
            width = screen.page.evaluate("document.documentElement.scrollWidth")
            if width > _NARROW:
                wide.setdefault((answer.route, direction), f"{direction}: {width} px – {answer}")
    screen.close()
    assert list(wide.values()) == []


def test_a_page_that_breaks_the_policy_is_noticed(pages: list[Answer], browser: Browser) -> None:
    answer = next(page for page in pages if page.route == "help")
    screen = Screen(browser)
    screen.show(replace(answer, body=answer.body.replace(b"<h1>", b'<h1 style="color: red">')))
    refused = screen.refused()
    screen.close()
    assert any("style-src" in line for line in refused)

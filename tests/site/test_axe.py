"""Every page of the demo school in a real Chromium: readable by everybody, light and dark, from left and from right."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.site.conftest import Site
from tests.site.walk.crawl import Answer
from tests.site.walk.looks import Screen, different, different_in_place

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

_ALL = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
# Dark changes colours alone; axe measures nothing else that depends on them.
_COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"], "resultTypes": ["violations"]}
# From the right only places differ.
_PLACES = {
    "runOnly": ["target-size", "scrollable-region-focusable"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
_NARROW = 320


@pytest.fixture(scope="module")
def pages(site: Site) -> list[Answer]:
    return different(site.pages)


def test_every_page_is_readable_by_everybody(pages: list[Answer], browser: Browser) -> None:
    screen = Screen(browser)
    coloured = {id(answer) for answer in different_in_place(pages)}
    found: dict[tuple[str, str], str] = {}
    for answer in pages:
        screen.show(answer)
        for look, problem in _examine(screen, dark=id(answer) in coloured):
            found.setdefault((answer.route, problem), f"{look}: {problem} – {answer}")
    screen.close()
    assert list(found.values()) == []


def _examine(screen: Screen, *, dark: bool) -> list[tuple[str, str]]:
    """Return what is wrong with the page shown: what its policy refused, then what axe says of each look."""
    page = screen.page
    found = [("console", said) for said in screen.refused()]
    # Once a page: the script is half a megabyte.
    page.evaluate(AXE_SCRIPT)
    found += [("light", problem) for problem in _violations(page, _ALL)]
    if dark:
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        found += [("dark", problem) for problem in _violations(page, _COLOURS)]
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.evaluate("document.documentElement.dir = 'rtl'")
    found += [("from the right", problem) for problem in _violations(page, _PLACES)]
    return found


def _violations(page: Page, options: Mapping[str, object]) -> list[str]:
    violations = page.evaluate("async options => (await axe.run(document, options)).violations", options)
    return [f"{violation['id']} {node['target']}" for violation in violations for node in violation["nodes"]]


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

"""Every page of the demo school in a real Chromium: readable by everybody, light and dark, from left and from right."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, ViewportSize

from tests.site.conftest import Site
from tests.site.walk.crawl import Answer
from tests.site.walk.looks import Screen, different

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

_ALL = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
# Rows of a long table or list are made alike: the first of them speak for the others.
_CONTEXT = {"exclude": [["tbody > tr:nth-child(n + 9)"], ["li:nth-child(n + 9)"]]}
# Dark changes colours alone; axe measures nothing else that depends on them.
_COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"], "resultTypes": ["violations"]}
# From the right only places differ.
_PLACES = {
    "runOnly": ["target-size", "scrollable-region-focusable"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
_DESK = ViewportSize(width=1280, height=800)
# The narrowest that is still sold.
_PHONE = ViewportSize(width=320, height=800)


@pytest.fixture(scope="module")
def pages(site: Site) -> list[Answer]:
    return different(site.pages)


def test_every_page_is_readable_by_everybody(pages: list[Answer], browser: Browser) -> None:
    screen = Screen(browser, _DESK)
    found: dict[tuple[str, str], str] = {}
    seen = set[object]()
    for answer in sorted(pages, key=lambda page: len(page.kinds), reverse=True):
        screen.show(answer)
        for look, problem in _examine(screen, every_look=not answer.kinds <= seen):
            found.setdefault((answer.route, problem), f"{look}: {problem} – {answer}")
        seen |= answer.kinds
    screen.close()
    assert list(found.values()) == []


def _examine(screen: Screen, *, every_look: bool) -> list[tuple[str, str]]:
    """Return what is wrong with the page shown: what its policy refused, then what axe and a phone say of each look.

    How something looks in the dark and from the right follows from its kind and where it stands: `every_look` is for
    pages with something new.
    """
    page = screen.page
    found = [("console", said) for said in screen.refused()]
    # Once a page: the script is half a megabyte.
    page.evaluate(AXE_SCRIPT)
    found += [("light", problem) for problem in _violations(page, _ALL)]
    if every_look:
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        found += [("dark", problem) for problem in _violations(page, _COLOURS)]
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size(_PHONE)
    found += [("on a phone", problem) for problem in _too_wide(page)]
    page.evaluate("document.documentElement.dir = 'rtl'")
    found += [("on a phone, from the right", problem) for problem in _too_wide(page)]
    page.set_viewport_size(_DESK)
    if every_look:
        found += [("from the right", problem) for problem in _violations(page, _PLACES)]
    return found


def _violations(page: Page, options: Mapping[str, object]) -> list[str]:
    run = "async ([context, options]) => (await axe.run(context, options)).violations"
    violations = page.evaluate(run, [_CONTEXT, options])
    return [f"{violation['id']} {node['target']}" for violation in violations for node in violation["nodes"]]


def _too_wide(page: Page) -> list[str]:
    width = page.evaluate("document.documentElement.scrollWidth")
    return [f"{width} px wide"] if width > _PHONE["width"] else []


def test_a_page_that_breaks_the_policy_is_noticed(pages: list[Answer], browser: Browser) -> None:
    answer = next(page for page in pages if page.route == "help")
    screen = Screen(browser, _DESK)
    screen.show(replace(answer, body=answer.body.replace(b"<h1>", b'<h1 style="color: red">')))
    refused = screen.refused()
    screen.close()
    assert any("style-src" in line for line in refused)

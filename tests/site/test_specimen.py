"""Every component in a real Chromium: readable by everybody, and the same with cascade layers and without."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from lightningcss import bundle_css
from playwright.sync_api import Browser, Page

from mentorship import stylesheets

pytestmark = pytest.mark.browser

SPECIMEN = Path(__file__).with_name("specimen.html").read_text(encoding="utf-8")
WIDTHS = (320, 390, 1280)
# Returns the elements whose computed style differs between two stylesheets, with the first property that does.
_DIFFERENCES = """([one, other]) => {
  const sheet = document.head.appendChild(document.createElement("style"));
  const nodes = [...document.querySelectorAll("body, body *")].flatMap((el) => [[el, null], [el, "::before"]]);
  const look = (css) => {
    sheet.textContent = css;
    return nodes.map(([el, part]) => {
      const style = getComputedStyle(el, part);
      return Object.fromEntries([...style].map((name) => [name, style.getPropertyValue(name)]));
    });
  };
  const [before, after] = [look(one), look(other)];
  return nodes.flatMap(([el, part], i) => {
    const name = Object.keys(before[i]).find((key) => before[i][key] !== after[i][key]);
    return name ? [`${el.outerHTML.slice(0, 60)} ${part ?? ""} ${name}: ${before[i][name]} / ${after[i][name]}`] : [];
  });
}"""


def _open(browser: Browser, width: int, *, dark: bool = False) -> Page:
    # Reduced motion: axe must not measure a colour in the middle of its transition.
    page = browser.new_page(
        viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light", reduced_motion="reduce"
    )
    page.set_content(SPECIMEN)
    return page


@pytest.mark.parametrize("width", WIDTHS)
def test_no_rule_needs_its_layer(browser: Browser, width: int) -> None:
    page = _open(browser, width)
    layered = bundle_css(str(stylesheets.SOURCES[stylesheets.SITE]), browsers_list=stylesheets.BROWSERS)
    assert page.evaluate(_DIFFERENCES, [layered, stylesheets.build(stylesheets.SITE)]) == []
    page.close()


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_component_is_accessible(browser: Browser, width: int, dark: bool, direction: str) -> None:
    page = _open(browser, width, dark=dark)
    page.add_style_tag(content=stylesheets.build(stylesheets.SITE))
    page.evaluate("direction => { document.documentElement.dir = direction }", direction)
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], [node["target"] for node in v["nodes"]]) for v in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the window"
    page.close()


def test_an_asterisk_stands_apart_from_a_label_and_no_further_from_words(browser: Browser) -> None:
    page = _open(browser, 390)
    page.add_style_tag(content=stylesheets.build(stylesheets.SITE))
    gap = "(el) => [el.parentElement.localName, parseFloat(getComputedStyle(el).marginInlineStart)]"
    gaps = dict(page.evaluate(f"[...document.querySelectorAll('.asteriskField')].map({gap})"))
    assert gaps["p"] == 0
    assert gaps["label"] > 0
    page.close()


def test_what_is_typed_into_is_16_pixels_high_and_nothing_scrolls_sideways(browser: Browser) -> None:
    # iOS zooms into a field whose letters are smaller.
    page = _open(browser, 390)
    page.add_style_tag(content=stylesheets.build(stylesheets.SITE))
    size = "(el) => parseFloat(getComputedStyle(el).fontSize)"
    typed = "input:not([type=radio], [type=checkbox]), select, textarea"
    sizes = page.evaluate(f"[...document.querySelectorAll('{typed}')].map({size})")
    assert min(sizes) >= 16
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()

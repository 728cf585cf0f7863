"""What is asked of the markup of every page."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import Resolver404, resolve

from tests.site.walk.forms import is_button
from tests.site.walk.markup import Element

Check = Callable[[Element], Iterator[str]]
ORIGIN = "http://testserver"
# Routes of what the site shows of its own from the database.
PICTURES = frozenset({"accounts:show-photo", "programs:show-image", "programs:show-logo"})
BRAND = "programs:show-brand"
_SHOWN = {"img": PICTURES, "link": frozenset({BRAND})}
_UNLABELLED = frozenset({"hidden", "submit", "button", "image", "reset"})


def problems_of(page: Element) -> tuple[tuple[str, str], ...]:
    """Return what the checks find, each with the name of its check."""
    return tuple((name_of(check), problem) for check in CHECKS for problem in check(page))


def name_of(check: Check) -> str:
    """Return the name under which a check reports."""
    return check.__name__.strip("_")


def route_of(url: str) -> str:
    """Return the name of the route of `url`, or nothing where there is none."""
    return _route_of_path(urlsplit(url).path)


@lru_cache(maxsize=10_000)
def _route_of_path(path: str) -> str:
    """Pages have the same navigation, and hundreds of patterns are tried for each of its links."""
    try:
        return resolve(path).view_name or "unnamed"
    except Resolver404:
        return ""


def _headings(page: Element) -> Iterator[str]:
    headings = [heading.text for heading in page.all("h1")]
    if len(headings) != 1 or not headings[0]:
        yield f"needs one h1, has {headings}"


def _titles(page: Element) -> Iterator[str]:
    elements = [title for head in page.all("head") for title in head.all("title")]
    titles = [title.text for title in elements]
    if len(titles) != 1 or titles[0].removeprefix("Error:").strip().startswith("·"):
        yield f"needs a title, has {titles}"
    # Older parsers read an element there, newer ones its characters.
    if any(list(title.walk()) != [title] or "<" in title.text for title in elements):
        yield f"a title is text, not markup: {titles}"


def _ids(page: Element) -> Iterator[str]:
    seen = set()
    for element in page.walk():
        name = element.get("id")
        if name in seen:
            yield f"id twice: {name}"
        if name:
            seen.add(name)


def _references(page: Element) -> Iterator[str]:
    ids = {element.get("id") for element in page.walk()}
    for element in page.walk():
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "popovertarget", "form", "list"):
            for reference in element.get(name).split():
                if reference not in ids:
                    yield f"{name} names nothing: {reference}"


def _labels(page: Element) -> Iterator[str]:
    named = {label.get("for") for label in page.all("label")}
    for control in page.all("input", "select", "textarea"):
        if control.get("type") in _UNLABELLED:
            continue
        around = any(element.tag == "label" for element in control.ancestors)
        if not (around or control.get("id") in named or control.get("aria-label") or control.get("aria-labelledby")):
            yield f"no label: {control}"


def _inline(page: Element) -> Iterator[str]:
    for element in page.walk():
        bad = [name for name in element.attributes if name == "style" or name.startswith("on")]
        if bad or element.tag == "style" or (element.tag == "script" and not element.get("src")):
            yield f"inline {bad}: {element}"


def _language(page: Element) -> Iterator[str]:
    html = next(page.all("html"))
    if (html.get("lang"), html.get("dir")) != ("en", "ltr"):
        yield f"language and direction: {html}"


def _times(page: Element) -> Iterator[str]:
    for time in page.all("time"):
        if not time.get("datetime")[:2].isdigit():
            yield f"time without datetime: {time} {time.text}"


def _empty_words(page: Element) -> Iterator[str]:
    for element in page.all("a", "button", "h1", "h2", "h3", "legend", "summary", "caption"):
        if not element.text and not element.get("aria-label"):
            yield f"nothing to read: {element}"
    for word in ("None", "{{", "{%", "undefined", "NaN"):
        if f" {word} " in f" {next(page.all('main')).text} ":
            yield f"says {word}"


def _forms(page: Element) -> Iterator[str]:
    """Each can be submitted; what is posted carries a token, what is asked does not show it in the address."""
    elsewhere = {control.get("form") for control in page.walk() if is_button(control)} - {""}
    for form in page.all("form"):
        if not any(is_button(control) for control in form.walk()) and form.get("id") not in elsewhere:
            yield f"nothing submits it: {form}"
        names = {control.get("name") for control in form.all("input")}
        if (form.get("method").lower() == "post") != ("csrfmiddlewaretoken" in names):
            yield f"token of a form: {form}"


def _elsewhere(page: Element) -> Iterator[str]:
    static = settings.STATIC_URL
    for element in page.all("link", "script", "img", "source", "iframe", "video", "audio", "object"):
        url = element.get("src") or element.get("href") or element.get("data")
        if url.startswith(static) and finders.find(unquote(url.removeprefix(static))):
            continue
        if element.get("rel") == "canonical" and url.startswith(ORIGIN):
            continue
        shown = _SHOWN.get(element.tag, ())
        if not shown or not url.startswith("/") or route_of(url) not in shown:
            yield f"not ours: {url}"


CHECKS = (
    _headings,
    _titles,
    _ids,
    _references,
    _labels,
    _inline,
    _language,
    _times,
    _empty_words,
    _forms,
    _elsewhere,
)

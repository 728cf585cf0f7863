"""Every page of the demo school, as everybody who may see it: well made, and leading nowhere in vain."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import resolve

from tests.site.access_matrix import load
from tests.site.conftest import Site
from tests.site.walk.crawl import ORIGIN, Answer
from tests.site.walk.forms import is_button
from tests.site.walk.looks import PICTURES
from tests.site.walk.markup import Element

pytestmark = pytest.mark.django_db

Check = Callable[[Element], Iterator[str]]
# What is asked of every page beside its tree is found without a second one: parsing is what takes time here.
_ID = re.compile(r'\sid="([^"]*)"')
_ANCHOR = re.compile(r'<a\s[^>]*\bhref="([^"]*#[^"]*)"')
_HELP = re.compile(r"<footer.*?<details([^>]*)>", re.DOTALL)
_UNLABELLED = frozenset({"hidden", "submit", "button", "image", "reset"})
# A form that is only looked at, and one that a wrong answer does not exist for, come back without an error.
_ASKED_FOR = {"programs:edit-chapter", "training:edit-step"}
# Where nobody arrives by a link: while a file waits, by the redirect that follows its upload; from an e-mail; and what
# machines ask.
_NOT_FOUND_BY_WALKING = {
    "accounts:open-link",  # stands in an email
    "feedback:give-to-peer",  # while a year of peers closes
    "people:invite-team-again",  # for a team of whom somebody never signed in
    "people:confirm-import",
    "people:import-columns",
    "people:download-mapping",
    "people:download-attention",
    "pairs:roster-columns",
    "pairs:confirm-roster",
    "pairs:pair-columns",
    "pairs:confirm-pairs",
    "matching:list-columns",
    "matching:confirm-lists",
    "matching:download-list-mapping",
    "programs:follow-long-step",  # after hundreds were chosen
    "programs:take-chapters",  # after a text was brought
    "programs:show-preview-image",  # for messengers
    "people:list-schools",  # only for who looks after the whole site
    "people:create-school",  # likewise
    "people:remove-record",  # only of those who have never signed in
    "people:readmit-person",  # only of those who have left a year that goes on
    "pairs:make-pair",  # only of those who wait for a mentor
    "matching:ask-peer",  # only of those who wait for a peer
    "matching:download-formation-file",  # only while the settings of groups can be changed
    "matching:leave-out-of-round",  # only of those who wait for a mentor while lists are taken
    "matching:leave-mentor-out",  # only of those who are ready to mentor while lists are taken
    "matching:bring-mentor-back",  # likewise
    "matching:bring-back-into-round",  # nobody of the demo school is out of a round
    "matching:rank-mentees",  # where mentors have a say, once lists are closed
    "notifications:unsubscribe",
    "notifications:check-site",
    "notifications:check-web",
}


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
        if element.tag != "img" or not url.startswith("/") or resolve(urlsplit(url).path).view_name not in PICTURES:
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


@pytest.fixture(scope="module")
def findings(site: Site) -> dict[Check, list[str]]:
    """What each check finds; the same finding on pages of one kind counts once. Each page is parsed once for all."""
    found: dict[Check, dict[tuple[str, str], str]] = {check: {} for check in CHECKS}
    for page in site.pages:
        tree = page.tree
        for check in CHECKS:
            for problem in check(tree):
                found[check].setdefault((page.route, problem), f"{problem} – {page}")
    return {check: list(problems.values()) for check, problems in found.items()}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.strip("_"))
def test_every_page_is_well_made(findings: dict[Check, list[str]], check: Check) -> None:
    assert findings[check] == []


def test_help_is_one_line_at_the_foot_and_open_where_somebody_looks_for_it(site: Site) -> None:
    always_open = {"home", "help", "programs:print-handbook"}
    wrong = []
    for page in site.pages:
        help_block = _HELP.search(page.body.decode())
        if not help_block or ("open" in help_block[1].split()) != (page.route in always_open):
            wrong.append(str(page))
    assert wrong == []


def test_every_link_leads_to_a_page(site: Site) -> None:
    wrong = [f"{answer} from {answer.found_on}" for answer in site.answers if answer.status not in (200, 301, 302)]
    assert wrong == []


def test_every_anchor_exists(site: Site) -> None:
    pages = {(page.walker.name, page.url): page.body.decode() for page in site.pages if page.sent is None}
    ids = {key: {"", *_ID.findall(html)} for key, html in pages.items()}
    missing = set()
    for (walker, url), html in pages.items():
        for target, anchor in {urldefrag(urljoin(url, unescape(link))) for link in _ANCHOR.findall(html)}:
            if anchor not in ids.get((walker, target), {anchor}):
                missing.add(f"{urlsplit(url).path} links to {target}#{anchor}")
    assert sorted(missing) == []


def test_every_form_is_answered(site: Site) -> None:
    wrong = [
        f"{post} from {post.found_on} {post.sent}" for post in site.posts if post.status not in (200, 302, 409, 422)
    ]
    assert wrong == []


def test_a_form_that_comes_back_with_errors_says_so(site: Site) -> None:
    wrong = [
        f"{post} from {post.found_on}"
        for post in site.posts
        if post.is_page and post.status == 200 and post.route not in _ASKED_FOR
    ]
    assert wrong == []


def test_an_invalid_form_begins_with_its_errors(site: Site) -> None:
    def _lacks(post: Answer) -> Iterator[str]:
        tree = post.tree
        if not any("summary-errors" in element.get("class").split() for element in tree.walk()):
            yield "a summary"
        if not next(tree.all("title")).text.startswith("Error:"):
            yield "a title that says so"

    assert [
        f"{post} from {post.found_on} lacks {lack}"
        for post in site.posts
        if post.status == 422
        for lack in _lacks(post)
    ] == []


def test_every_page_of_the_matrix_is_found_by_walking(site: Site) -> None:
    readable = {name for name, route in load().items() if route.method == "get" and 200 in route.expect.values()}
    read = {answer.route for answer in site.answers if answer.status == 200}
    assert readable - read - _NOT_FOUND_BY_WALKING == set()

"""Every page of the demo school, as everybody who may see it: well made, and leading nowhere in vain."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from tests.site.access_matrix import load
from tests.site.conftest import Site
from tests.site.walk.checks import CHECKS, name_of
from tests.site.walk.crawl import Answer

pytestmark = pytest.mark.django_db

# What is asked of every page beside its tree is found without a second one: parsing is what takes time here.
_ID = re.compile(r'\sid="([^"]*)"')
_ANCHOR = re.compile(r'<a\s[^>]*\bhref="([^"]*#[^"]*)"')
_HELP = re.compile(r"<footer.*?<details([^>]*)>", re.DOTALL)
# A form that is only looked at, and one that a wrong answer does not exist for, come back without an error.
_ASKED_FOR = {
    "programs:edit-chapter",
    "training:edit-step",
    "people:enroll",  # interests are searched
    "people:edit-participation",  # likewise
}
# Where nobody arrives by a link: while a file waits, by the redirect that follows its upload; from an e-mail; and what
# machines ask.
_NOT_FOUND_BY_WALKING = {
    "accounts:open-link",  # stands in an email
    "feedback:give-to-peer",  # while a year of peers closes
    "feedback:edit-feedback",  # what the other has not opened
    "people:invite-team-again",  # for a team of whom somebody never signed in
    "people:volunteer-sent",  # after the form was filled in
    "people:answer-voluntary",  # of mentees who have signed the handbook of a program that asks
    "people:confirm-volunteer",  # stands in an email
    "people:confirm-import",
    "pairs:add-interim-mentor",  # while a mentor is away
    "people:import-columns",
    "people:download-mapping",
    "people:download-attention",
    "pairs:roster-columns",
    "pairs:confirm-roster",
    "pairs:download-roster-mapping",
    "pairs:pair-columns",
    "pairs:confirm-pairs",
    "pairs:download-pair-mapping",
    "matching:list-columns",
    "matching:confirm-lists",
    "matching:download-list-mapping",
    "reports:ask-code",  # printed on certificates
    "programs:follow-long-step",  # after hundreds were chosen
    "programs:take-chapters",  # after a text was brought
    "programs:show-preview-image",  # for messengers
    "programs:show-brand",  # a stylesheet
    "sessions:show-feed",  # for calendar programs
    "sessions:log-worker",  # a script that browsers ask for
    "notifications:push-worker",  # another
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
    "sessions:list-pause-sessions",  # only of a pair that one of the two has paused
    "notifications:unsubscribe",
    "notifications:check-site",
    "notifications:check-web",
    "notifications:check-process",
}


@pytest.fixture(scope="module")
def findings(site: Site) -> dict[str, list[str]]:
    """What each check found; the same finding on pages of one kind counts once."""
    found: dict[str, dict[tuple[str, str], str]] = {name_of(check): {} for check in CHECKS}
    for page in site.pages:
        for name, problem in page.problems:
            found[name].setdefault((page.route, problem), f"{problem} – {page}")
    return {name: list(problems.values()) for name, problems in found.items()}


@pytest.mark.parametrize("check", [name_of(check) for check in CHECKS])
def test_every_page_is_well_made(findings: dict[str, list[str]], check: str) -> None:
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
    assert " ".join(sorted(readable - read - _NOT_FOUND_BY_WALKING)) == ""

"""Follows every link of the site and submits every form, and keeps what came back."""

from collections import Counter, deque
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

import brotli
from django.conf import settings
from django.db import connection, transaction

from tests.asked import Asked
from tests.readers import Reader
from tests.site.walk.checks import ORIGIN, problems_of, route_of
from tests.site.walk.forms import Fields, forms_of
from tests.site.walk.markup import Element, kinds_in_place, parse
from tests.site.walk.people import Walker

_OUTSIDE = ("mailto:", "tel:", "http://", "https://")
_REDIRECTS = (301, 302, 303)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answered to one request.

    Attributes:
        wire: bytes of the body as they travelled.
        queries: statements that were sent to the database; none where a form was submitted.
        rows: rows that it answered with.
        found_on: the address of the page with the link or the form.
        sent: what was posted; nothing for a page that was read.
        error: what a failing view raised.
        problems: what the checks find on a page, each with the name of its check.
        kinds: which kinds of elements stand in which others on a page.
    """

    walker: Walker
    url: str
    route: str
    status: int
    headers: dict[str, str]
    body: bytes
    wire: int
    queries: int
    rows: int
    found_on: str
    sent: Fields | None = None
    error: str = ""
    problems: tuple[tuple[str, str], ...] = ()
    kinds: frozenset[object] = frozenset()

    def __str__(self) -> str:
        verb = "GET" if self.sent is None else "POST"
        return f"{verb} {self.url} [{self.route}] as {self.walker.name}: {self.status} {self.error}".rstrip()

    @property
    def is_page(self) -> bool:
        """Whether it is a whole page of HTML."""
        return self.headers.get("Content-Type", "").startswith("text/html") and b"<html" in self.body

    @property
    def tree(self) -> Element:
        """The page, parsed anew unless it is the last one: hundreds of trees would fill the memory."""
        return _tree_of(self.body)


@lru_cache(maxsize=1)
def _tree_of(body: bytes) -> Element:
    return parse(body.decode())


@dataclass
class Crawl:
    """The walk of one person.

    Attributes:
        per_route: how many pages of a kind are read; a link from one kind to another is followed once. Kinds of one
            route that differ only in what their addresses ask are three at most.
        elsewhere: routes that other walks have read well enough.
        submitted: the kinds of forms that somebody of a role has submitted; shared by all walks.
        answers: of the pages that were read.
        posts: answers to the forms, first as they stand, then left empty.
    """

    walker: Walker
    per_route: int
    submitted: set[Any]
    elsewhere: frozenset[str] = frozenset()
    answers: list[Answer] = field(default_factory=list)
    posts: list[Answer] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _ways: Counter[Any] = field(default_factory=Counter)

    def run(self) -> None:
        """Read the site from where the walker starts, and submit the forms on the way."""
        self._client = self.walker.browser()
        waiting = deque((start, "", "") for start in self.walker.starts)
        while waiting:
            url, found_on, from_route = waiting.popleft()
            if not self._is_new(url, from_route):
                continue
            answer = ask(self._client, self.walker, url, found_on)
            self.answers.append(answer)
            if answer.status in _REDIRECTS:
                # As a browser does, whether or not the page is new: it says what the redirect left to be said.
                self._client.get(answer.headers["Location"])
            tree = answer.tree if answer.is_page else None
            waiting.extend((link, url, answer.route) for link in links_of(answer, tree))
            if tree:
                self._submit_forms(answer, tree)

    def again(self, answer: Answer) -> Answer:
        """Ask once more for what was answered in this walk."""
        if answer.sent is None:
            return ask(self._client, self.walker, answer.url, answer.found_on)
        return _post(self._client, self.walker, answer.found_on, answer.url, answer.sent)

    def _is_new(self, url: str, from_route: str) -> bool:
        route = route_of(url)
        way, kind = (from_route, route, _query_names(url)), (route, _query_names(url))
        if url in self.walker.starts and url not in self._seen:
            # Beside the pages of its route that links lead to, not in the place of one.
            self._seen.add(url)
            return True
        if url in self._seen or route in self.elsewhere or self._ways[way] or self._ways[kind] >= self.per_route:
            return False
        if self._ways[route] >= 3 * self.per_route:
            return False
        self._seen.add(url)
        self._ways.update([way, kind, route])
        return True

    def _submit_forms(self, page: Answer, tree: Element) -> None:
        for form in forms_of(tree, page.url):
            if form.method != "post":
                continue
            kind = (self.walker.role, route_of(form.action), tuple(sorted({name for name, _value in form.fields})))
            if kind not in self.submitted:
                self.submitted.add(kind)
                # As it stands, and with every control empty.
                for sent in (form.fields, form.hidden):
                    self.posts.append(_post(self._client, self.walker, page.url, form.action, sent))


def ask(client: Reader, walker: Walker, url: str, found_on: str) -> Answer:
    """Read the page at `url`."""
    with connection.execute_wrapper(asked := Asked()):
        response = client.get(url)
    return _answer(response, walker, url, found_on, asked=asked)


def _post(client: Reader, walker: Walker, found_on: str, action: str, fields: Fields) -> Answer:
    """Post a form from a browser like `client`; undo what that did."""
    browser = Reader()
    browser.cookies = client.cookies.__class__({key: morsel.value for key, morsel in client.cookies.items()})
    with transaction.atomic():
        response = browser.post(action, urlencode(fields), content_type="application/x-www-form-urlencoded")
        answer = _answer(response, walker, action, found_on, sent=fields)
        transaction.set_rollback(True)
    return answer


def _answer(
    response: Any, walker: Walker, url: str, found_on: str, *, asked: Asked | None = None, sent: Fields | None = None
) -> Answer:
    body = b"".join(response) if response.streaming else response.content
    exc_info = getattr(response, "exc_info", None)
    answer = Answer(
        walker=walker,
        url=url,
        route=route_of(url),
        status=response.status_code,
        headers=dict(response.headers),
        body=brotli.decompress(body) if response.headers.get("Content-Encoding") == "br" else body,
        wire=len(body),
        queries=asked.queries if asked else 0,
        rows=asked.rows if asked else 0,
        found_on=found_on,
        sent=sent,
        error=f"{exc_info[0].__name__}: {exc_info[1]}"[:600] if exc_info else "",
    )
    if not answer.is_page or answer.status >= 500:
        return answer
    # Parsing takes as long as all that is asked of a page.
    return replace(answer, problems=problems_of(answer.tree), kinds=kinds_in_place(answer.tree))


def links_of(answer: Answer, tree: Element | None) -> list[str]:
    """Return the internal addresses to which `answer` leads: links, forms that only ask, redirects."""
    if answer.status in _REDIRECTS:
        return [_absolute(answer.url, answer.headers["Location"])]
    if tree is None:
        return []
    found = [element.get("href") for element in tree.all("a")]
    found += [url for image in tree.all("img") if not (url := image.get("src")).startswith(settings.STATIC_URL)]
    found += [element.get("hx-get") for element in tree.walk() if element.get("hx-get")]
    questions = [form for form in forms_of(tree, answer.url) if form.method == "get"]
    asked = [f"{urlsplit(form.action).path}?{urlencode(form.fields)}" for form in questions]
    internal = [_absolute(answer.url, url) for url in found if url and not url.startswith(_OUTSIDE)]
    return list(dict.fromkeys(internal + asked))


def _absolute(base: str, url: str) -> str:
    return urldefrag(urljoin(base, url.removeprefix(ORIGIN)))[0]


def _query_names(url: str) -> tuple[str, ...]:
    return tuple(sorted(part.split("=")[0] for part in urlsplit(url).query.split("&") if part))

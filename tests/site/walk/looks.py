"""Shows recorded pages to a real browser, with the headers that they came with."""

import mimetypes
from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, ViewportSize

from mentorship.demo.school.texts import toml
from programs.presentation.brands import stylesheet_of
from tests.site.walk.checks import BRAND, PICTURES, route_of
from tests.site.walk.crawl import Answer

# Browsers trust this name as they trust an address with a certificate.
ADDRESS = "http://localhost"
_POINT = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
_DEMO = toml("school")["institution"][0]
_OF_THE_BODY = frozenset({"content-encoding", "content-length", "content-type"})


def different(pages: Iterable[Answer]) -> list[Answer]:
    """Return few pages that show, together, every route, and every kind of element in every kind in which one stands:
    what is readable follows from the two, so that another page would show nothing new.

    Those that show most are taken first, which takes fewer than going by the order of the pages.
    """
    read = list(pages)
    shows = [page.kinds | {page.route} for page in read]
    known, chosen = set[object](), list[int]()
    waiting = [(-len(shown), at) for at, shown in enumerate(shows)]
    heapify(waiting)
    while waiting:
        _most, at = heappop(waiting)
        new = len(shows[at] - known)
        if new and waiting and waiting[0][0] < -new:
            heappush(waiting, (-new, at))
        elif new:
            known |= shows[at]
            chosen.append(at)
    return [read[at] for at in sorted(chosen)]


class Screen:
    """A browser window on the recorded site."""

    def __init__(self, browser: Browser, size: ViewportSize) -> None:
        # Reduced motion: axe must not measure a colour in the middle of its transition.
        self._context = browser.new_context(viewport=size, reduced_motion="reduce")
        self._context.add_init_script(
            "window.refused = [];"
            "addEventListener('securitypolicyviolation', e => refused.push(`${e.violatedDirective} ${e.blockedURI}`))"
        )
        self._context.route("**/*", self._serve)
        self.page: Page = self._context.new_page()
        self.said: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self._shown: Answer | None = None

    def show(self, answer: Answer) -> None:
        """Open a recorded page."""
        self.said.clear()
        self._shown = answer
        self.page.goto(ADDRESS + answer.url)

    def refused(self) -> list[str]:
        """Return what the content security policy has refused, and what the console said."""
        return [*self.page.evaluate("window.refused"), *self.said]

    def close(self) -> None:
        self._context.close()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.said.append(f"{message.type}: {message.text}")

    def _serve(self, route: Route) -> None:
        path = unquote(urlsplit(route.request.url).path)
        if route.request.is_navigation_request() and self._shown is not None:
            headers = {name: value for name, value in self._shown.headers.items() if name.lower() not in _OF_THE_BODY}
            route.fulfill(body=self._shown.body, headers=headers, content_type="text/html; charset=utf-8")
            return
        found = finders.find(path.removeprefix("/").removeprefix(settings.STATIC_URL.removeprefix("/")))
        if route.request.url.startswith(ADDRESS) and route.request.method == "POST":
            route.fulfill(status=204)
        elif route.request.url.startswith(ADDRESS) and route_of(path) in PICTURES:
            route.fulfill(body=_POINT, content_type="image/svg+xml")
        elif route.request.url.startswith(ADDRESS) and route_of(path) == BRAND:
            route.fulfill(body=stylesheet_of(_DEMO["accent"], _DEMO["accent_dark"]), content_type="text/css")
        elif route.request.url.startswith(ADDRESS) and found:
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            route.fulfill(body=Path(str(found)).read_bytes(), content_type=kind)
        else:
            self.said.append(f"asked for {route.request.url}")
            route.abort()

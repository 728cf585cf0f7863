"""Where the play is shown: browser windows of its people, and everything that the browser complained about."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response, expect

from accounts.models import User

DESK = (1280, 900)
PHONE = (390, 844)
_PATIENCE = 60_000  # milliseconds; a busy machine is slow, not broken


class Stage:
    """A browser and a site.

    Attributes:
        complaints: errors on the console, uncaught ones, and breaches of the content security policy.
    """

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self._url = url
        self.complaints: list[str] = []

    @contextmanager
    def window(
        self, person: User | None, path: str, size: tuple[int, int] = DESK, *, scripts: bool = True
    ) -> Iterator[Page]:
        """Open `path` in a new window of `size` pixels, in which `person` is signed in; None is a stranger.

        Without `scripts` the browser runs no JavaScript.
        """
        with self._context(person, size, scripts=scripts) as context:
            page = context.new_page()
            page.on("console", self._hear)
            page.on("pageerror", lambda error: self.complaints.append(str(error)))
            _accept(page.goto(path), path)
            yield page

    def status(self, person: User | None, path: str) -> int:
        """Return the HTTP status with which the site answers `person` on `path`."""
        with self._context(person, DESK) as context:
            return context.request.get(path).status

    @contextmanager
    def _context(self, person: User | None, size: tuple[int, int], *, scripts: bool = True) -> Iterator[BrowserContext]:
        width, height = size
        context = self._browser.new_context(
            base_url=self._url, viewport={"width": width, "height": height}, java_script_enabled=scripts
        )
        context.set_default_timeout(_PATIENCE)
        if person:
            self._sign_in(context, person)
        try:
            yield context
        finally:
            context.close()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            self.complaints.append(f"{message.location.get('url')}: {message.text}")

    def _sign_in(self, context: BrowserContext, person: User) -> None:
        client = Client()
        client.force_login(person)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": self._url}])


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press the button of this name and wait for the page that it leads to.

    Raises:
        AssertionError: the form was refused.
    """
    _click(page, page.get_by_role("button", name=name, exact=True))


def press_in_place(page: Page, name: str | re.Pattern[str]) -> None:
    """Press the button of this name, which changes a region of the page and leaves the rest as it is.

    Raises:
        AssertionError: the change was refused.
    """
    changing(page, page.get_by_role("button", name=name, exact=True).click)


def changing(page: Page, step: Callable[[], None]) -> None:
    """Take `step`, and wait until a region of the page is changed by it.

    Raises:
        AssertionError: the change was refused.
    """
    with page.expect_response(lambda answer: not 300 <= answer.status < 400) as answer:
        step()
    _accept(answer.value, page.url)
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    """Click the link of this name and wait for its page.

    Raises:
        AssertionError: the page is not there.
    """
    _click(page, page.get_by_role("link", name=name, exact=True))


def unfold(page: Page, summary: str) -> None:
    """Open what is folded away under `summary`."""
    page.locator("summary", has_text=summary).click()


def _click(page: Page, target: Locator) -> None:
    with page.expect_navigation() as navigation:
        target.click()
    _accept(navigation.value, page.url)


def _accept(answer: Response | None, address: str) -> None:
    assert answer is not None, f"{address} led nowhere"
    assert answer.ok, f"{address} answered {answer.status}: {answer.text()}"

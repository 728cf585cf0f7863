"""The demo school from its real web server to a real Chromium: what travels, from where, and what the policy stops."""

import base64
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from mentorship.supervisor import parts
from mentorship.supervisor.group import ProcessGroup
from tests.postgres import free_port

pytestmark = pytest.mark.browser

FIRST_PAGE, FOLLOWING_PAGE = 30 * 1024, 12 * 1024  # bytes, headers included
# One person of the cast for each role.
CAST = ("Noor", "Ruth", "Dana", "Marguerite", "Yasmin")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, empty_tables: Path) -> Iterator[str]:
    """The demo school, prepared and served as `make run` does it."""
    folder, port = tmp_path_factory.mktemp("served"), free_port()
    shutil.copy(empty_tables, folder / "mentorship.sqlite3")
    settings = {
        "DJANGO_SETTINGS_MODULE": "mentorship.settings",
        "DATA_DIR": str(folder),
        "DEBUG": "0",
        "DEMO": "1",
        "SITE_URL": f"http://localhost:{port}",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ENCRYPTION_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        **dict.fromkeys(("DATABASE_URL", "REDIS_URL", "EMAIL_URL"), ""),
    }
    with ProcessGroup(logs=folder / "logs", environment=os.environ | settings) as group:
        preparation = parts.preparation(folder / "greeting")
        log = group.log_of(preparation)
        assert group.start(preparation).wait(timeout=180) == 0, log.read_text(errors="replace")
        group.forget(preparation)
        group.start(parts.web(port))
        deadline = time.monotonic() + 60
        while not parts.web_answers(port):
            group.check()
            assert time.monotonic() < deadline, "the web server does not answer"
            time.sleep(0.1)
        yield f"http://localhost:{port}"


@dataclass(slots=True)
class Wire:
    """What a browser window receives.

    Attributes:
        bytes: of all answers since `weigh` began, with their headers, as they travelled.
        hosts: to which it has spoken.
        said: errors and warnings of the console, and what the content security policy stopped.
    """

    bytes: int = 0
    hosts: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)


class Window:
    """One window of a new browser, with an empty cache."""

    def __init__(self, browser: Browser, state: Any = None) -> None:
        self.context: BrowserContext = browser.new_context(storage_state=state)
        self.page, self.wire = self.context.new_page(), Wire()
        line = self.context.new_cdp_session(self.page)
        line.send("Network.enable")
        line.on("Network.requestWillBeSent", self._sent)
        line.on("Network.loadingFinished", self._arrived)
        self.page.on("console", lambda message: self.wire.said.append(f"{message.type}: {message.text}"))

    def weigh(self, url: str) -> int:
        """Open `url` and return the bytes that travelled for it."""
        self.wire.bytes = 0
        self.page.goto(url, wait_until="networkidle")
        return self.wire.bytes

    def _sent(self, event: dict[str, Any]) -> None:
        self.wire.hosts.add(urlsplit(event["request"]["url"]).netloc)
        self.wire.bytes += int(event.get("redirectResponse", {}).get("encodedDataLength", 0))

    def _arrived(self, event: dict[str, Any]) -> None:
        self.wire.bytes += int(event["encodedDataLength"])


def _signed_in(browser: Browser, address: str, name: str) -> Any:
    """Return the cookies of a member of the demo cast, without anything in a cache."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/demo/")
    page.get_by_role("button", name=f"Sign in as {name}", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    state = context.storage_state()
    context.close()
    return state


def test_a_visitor_loads_little_and_speaks_to_nobody_else(browser: Browser, address: str) -> None:
    window = Window(browser)
    first = window.weigh(f"{address}/programs/compass/")
    following = window.weigh(f"{address}/programs/")
    window.context.close()
    assert 0 < following < first
    assert first <= FIRST_PAGE
    assert following <= FOLLOWING_PAGE
    assert window.wire.hosts == {urlsplit(address).netloc}
    assert window.wire.said == []


@pytest.mark.parametrize("name", CAST)
def test_a_home_is_light(name: str, browser: Browser, address: str) -> None:
    window = Window(browser, _signed_in(browser, address, name))
    first = window.weigh(f"{address}/")
    following = window.weigh(f"{address}/inbox/")
    window.context.close()
    assert first <= FIRST_PAGE
    assert following <= FOLLOWING_PAGE
    assert window.wire.hosts == {urlsplit(address).netloc}
    assert window.wire.said == []

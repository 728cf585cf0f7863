"""The running site, for the plays in a browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from mentorship.celery import app
from tests.e2e.stage import Stage


@pytest.fixture
def stage(browser: Browser, live_server: LiveServer) -> Iterator[Stage]:
    """The site in a browser; what a worker does is done at once, in the server that is asked for it."""
    app.conf.update(task_always_eager=True)
    yield Stage(browser, live_server.url)
    app.conf.update(task_always_eager=False)

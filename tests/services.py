"""A pytest plugin: what tests borrow from the machine. Valkey, a Celery worker, Chromium, PostgreSQL."""

import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, sync_playwright
from redis import Redis

from mentorship.celery import app
from mentorship.environment import redis_addresses
from mentorship.supervisor import parts
from mentorship.supervisor.group import ProcessGroup
from tests import chromium

# What a file says that has tests for PostgreSQL.
_FOR_POSTGRES = re.compile("postgres|on_both_databases")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not read, in the part of the run on PostgreSQL, the many files that have nothing for it."""
    if config.option.markexpr == "postgres" and collection_path.match("test_*.py"):
        return None if _FOR_POSTGRES.search(collection_path.read_text()) else True
    return None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs another database than this run's, and skip what needs a missing browser."""
    if connection.vendor != "postgresql":
        elsewhere = [item for item in items if item.get_closest_marker("postgres")]
        assert all(_FOR_POSTGRES.search(item.path.read_text()) for item in elsewhere), "would run nowhere"
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]
    in_browser = [item for item in items if item.get_closest_marker("browser")]
    if in_browser and chromium.find() is None:
        for item in in_browser:
            item.add_marker(pytest.mark.skip(reason=chromium.NONE))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the data folder that `tests.settings` made, once the last process is done with it."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


@pytest.fixture(scope="session")
def valkey() -> Iterator[str]:
    """A Valkey server of this test process; its address as REDIS_URL has it."""
    with tempfile.TemporaryDirectory(prefix="mentorship-valkey-") as name:
        folder = Path(name)
        with ProcessGroup(logs=folder, environment=os.environ) as group:
            group.start(parts.valkey(folder, folder / "socket"))
            _wait(lambda: parts.valkey_answers(folder / "socket"), group)
            yield f"unix://{folder / 'socket'}"


@pytest.fixture
def broker(valkey: str) -> Iterator[str]:
    """Tasks of the test process go to `valkey`, whose queues are empty."""
    before = app.conf.broker_url
    _use_broker(redis_addresses(valkey)[0])
    Redis.from_url(valkey).flushall()
    yield valkey
    _use_broker(before)


@pytest.fixture
def worker(transactional_db: None, broker: str, tmp_path: Path) -> Iterator["Worker"]:
    """A running Celery worker with the product's own settings, on the test's database and `broker`."""
    with ExitStack() as groups:
        worker = Worker(groups, broker, tmp_path)
        worker.start()
        yield worker


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium for the whole run; give each test a context of its own."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in the thread that prepares the rows
    with sync_playwright() as playwright, chromium.launched(playwright) as browser:
        yield browser


class Worker:
    """A Celery worker in processes of its own. Its e-mails are files in `mail`.

    Attributes:
        mail: folder of the e-mails that it sends.
        environment: environment variables for the next start.
    """

    def __init__(self, groups: ExitStack, redis_url: str, folder: Path) -> None:
        self._groups = groups
        self.mail = folder / "mail"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "mentorship.settings",
            "DATABASE_URL": _test_database(),
            "REDIS_URL": redis_url,
            "DATA_DIR": str(folder),
            "EMAIL_URL": "",
        }
        self._folder = folder

    def start(self) -> None:
        """Start it and wait until it takes tasks."""
        self._group = self._groups.enter_context(ProcessGroup(logs=self._folder, environment=self.environment))
        self._group.start(parts.WORKER)
        _wait(lambda: b" ready." in self._group.log_of(parts.WORKER).read_bytes(), self._group)

    def kill(self) -> None:
        """Kill it hard, with whatever it started."""
        self._group.kill()


def _use_broker(address: str) -> None:
    app.conf.update(broker_url=address)
    app._after_fork()  # type: ignore[attr-defined]  # the only way to drop the pools of connections to the broker before


def _wait(condition: Callable[[], bool], group: ProcessGroup, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        group.check()
        assert time.monotonic() < deadline, f"not ready after {seconds} s; the logs are in {group.logs}"
        time.sleep(0.05)


def _test_database() -> str:
    """Return the address of the database that this test writes to."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    user, password = (quote(database[key], safe="") for key in ("USER", "PASSWORD"))
    return f"postgres://{user}:{password}@{database['HOST']}:{database['PORT']}/{database['NAME']}"

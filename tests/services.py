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
from django.db import connection, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.sqlite3.base import DatabaseWrapper
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


@pytest.fixture(scope="session", autouse=True)
def flush_past_triggers(django_db_modify_db_settings: None) -> Iterator[None]:
    """Let a test's rows be deleted although triggers keep what is published."""
    if connection.vendor == "postgresql":
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(connection.ops), "execute_sql_flush", _flush_without_triggers)
            yield
        return
    flush = DatabaseWrapper.ops_class.execute_sql_flush

    def _flush(operations: BaseDatabaseOperations, statements: list[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            flush(operations, statements)
            for _name, sql in triggers:
                cursor.execute(sql)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseWrapper.ops_class, "execute_sql_flush", _flush)
        yield


def _flush_without_triggers(operations: BaseDatabaseOperations, statements: list[str]) -> None:
    """Empty the tables of PostgreSQL while the triggers that refuse it are off."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%_stands_truncate'")
        tables = [name for (name,) in cursor.fetchall()]
        for state in ("DISABLE", "ENABLE"):
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} {state} TRIGGER {table}_stands_truncate")
            for statement in statements if state == "DISABLE" else ():
                cursor.execute(statement)


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

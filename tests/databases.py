"""A pytest plugin: the tables are made once a run, by its migrations; each of several workers gets a copy.

On SQLite they are kept in pytest's cache until something of which they are made changes: making them takes longer than
most of the tests that somebody runs alone. What a test has committed goes without Django's flush.
"""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import xdist
from auditlog.context import disable_auditlog
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from factory.django import DjangoModelFactory
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key

_MADE = pytest.StashKey[Any]()
# Rows that migrating makes, and that no test writes.
_OF_MIGRATIONS = {"django_migrations", "django_content_type", "auth_permission"}


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Make the database that the workers copy; they have just been started, and read the tests meanwhile."""
    if xdist.is_xdist_controller(session):
        with session.config.stash[blocking_manager_key].unblock():
            session.config.stash[_MADE] = _make(session.config)
            _leave_alone()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if made := session.config.stash.get(_MADE, None):
        with session.config.stash[blocking_manager_key].unblock():
            teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """In place of pytest-django's, which migrates in every worker."""
    with django_db_blocker.unblock():
        if copied := xdist.is_xdist_worker(request):
            _copy(f"_{xdist.get_xdist_worker_id(request)}")
        made = _set_up(keepdb=True) if copied else _make(request.config)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def empty_tables(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the tables and no rows, for a product of its own: making them takes longer than its other parts.

    SQLite itself copies it. To read the file of an open database, as a plain copy does, takes that database's locks
    away; whoever closes it next then deletes its journal, and nobody can open it any more.
    """
    copied = tmp_path_factory.mktemp("tables") / "empty.sqlite3"
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as own, closing(sqlite3.connect(copied)) as copy:
        own.backup(copy)
    return copied


@pytest.fixture(scope="session", autouse=True)
def rows_of_factories_leave_no_trace() -> Iterator[None]:
    """The audit is of what the product writes; it would take a tenth of the time of tests to note what they set up."""
    generate = DjangoModelFactory._generate.__func__  # type: ignore[attr-defined]  # of the class method

    def _generate(factory: type[DjangoModelFactory[Any]], strategy: Any, params: Any) -> Any:
        with disable_auditlog():
            return generate(factory, strategy, params)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DjangoModelFactory, "_generate", classmethod(_generate))
        yield


@pytest.fixture(scope="session", autouse=True)
def committed_rows_go_quickly(django_db_modify_db_settings: None) -> Iterator[None]:
    """Empty the few tables that a test has filled; a flush takes all of them, and makes the permissions anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: _empty())
        yield


def _empty() -> None:
    """Delete all rows, past the triggers that keep what is published; the constraints wait for the last deletion."""
    tables = sorted(set(connection.introspection.django_table_names()) - _OF_MIGRATIONS)
    without_triggers = _without_triggers if connection.vendor == "postgresql" else _without_triggers_on_sqlite
    with transaction.atomic(), connection.cursor() as cursor:
        asked = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in tables)  # noqa: S608
        cursor.execute(" UNION ALL ".join(asked))
        filled = [table for (table,) in cursor.fetchall()]
        with without_triggers(cursor, filled):
            for table in filled:
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608


@contextmanager
def _without_triggers(cursor: CursorWrapper, tables: list[str]) -> Iterator[None]:
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@contextmanager
def _without_triggers_on_sqlite(cursor: CursorWrapper, tables: list[str]) -> Iterator[None]:
    cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = [(name, sql) for table, name, sql in cursor.fetchall() if table in tables]
    for name, _sql in triggers:
        cursor.execute(f'DROP TRIGGER "{name}"')
    yield
    for _name, sql in triggers:
        cursor.execute(sql)


def _make(config: pytest.Config) -> Any:
    """Make the tables, or take those that an earlier run has kept."""
    if connection.vendor != "sqlite" or config.cache is None:
        return _set_up()
    folder = config.cache.mkdir("tables")
    kept, own = folder / _origin(), Path(connection.settings_dict["TEST"]["NAME"])
    if kept.exists():
        shutil.copy(kept, own)
        return _set_up(keepdb=True)
    made = _set_up()
    _leave_alone()
    for older in folder.iterdir():
        older.unlink(missing_ok=True)
    # Under its name it is there as a whole or not at all: another run may look for it now.
    shutil.copy(own, partial := folder / f"{os.getpid()}")
    partial.replace(kept)
    return made


def _origin() -> str:
    """Everything of which tables are made: the migrations, what they call, and the libraries."""
    root = settings.BASE_DIR
    files = [*root.glob("*/migrations/*.py"), *root.glob("core/**/*.py"), root / "requirements.lock"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(files))).hexdigest()


def _set_up(*, keepdb: bool = False) -> Any:
    return setup_databases(verbosity=0, interactive=False, keepdb=keepdb, serialized_aliases=())


def _leave_alone() -> None:
    """Nobody may be connected to what is copied."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]  # of PostgreSQL alone


def _copy(suffix: str) -> None:
    """Copy the database that the controller has made to the one that this worker's settings name."""
    own = str(connection.settings_dict["TEST"]["NAME"])
    made = own.removesuffix(suffix)
    if connection.vendor == "sqlite":
        shutil.copy(made, own)
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{own}"')
        cursor.execute(f'CREATE DATABASE "{own}" TEMPLATE "{made}"')

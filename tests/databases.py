"""A pytest plugin: the tables are made once a run, by its migrations; each of several workers gets a copy.

On SQLite they are kept in pytest's cache until something of which they are made changes: making them takes longer than
most of the tests that somebody runs alone.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xdist
from auditlog.context import disable_auditlog
from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from factory.django import DjangoModelFactory
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key

_MADE = pytest.StashKey[Any]()


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

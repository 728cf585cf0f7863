"""A pytest plugin: the tables are made once a run, by its migrations; each of several workers gets a copy."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
import xdist
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key

_MADE = pytest.StashKey[Any]()


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Make the database that the workers copy; they have just been started, and read the tests meanwhile."""
    if xdist.is_xdist_controller(session):
        with session.config.stash[blocking_manager_key].unblock():
            session.config.stash[_MADE] = _set_up()
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
        made = _set_up(keepdb=copied)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


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

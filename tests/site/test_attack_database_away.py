"""A database that goes away for a moment costs no page and no text."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import environ
import psycopg
import pytest
from django.db import OperationalError, connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import Client
from django.urls import reverse
from zeal import zeal_ignore

from accounts.models import User
from tests.factories.accounts import UserFactory
from tests.postgres import Running, running
from tests.site.walk.forms import forms_of
from tests.site.walk.markup import parse

TYPED = "I would rather talk in the evening, because my clinic ends late on most days of the week."


@pytest.fixture(autouse=True)
def twice() -> Iterator[None]:
    """A request that is tried twice asks twice; that is no N+1."""
    with zeal_ignore():
        yield


@pytest.fixture
def person(transactional_db: None) -> Iterator[User]:
    if connection.vendor == "postgresql":
        # A pool of its own: threads of earlier tests may still hold connections of the one before.
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # only PostgreSQL has one
    yield UserFactory.create()
    connection.close()  # what was broken is not the next test's


@pytest.fixture
def browser(person: User) -> Client:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(person)
    return client


def _terminate() -> int:
    """Do to each connection to this database what a restart of the server does."""
    parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    known = {name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if name in parameters}
    with psycopg.connect(**known) as other:
        ended = other.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            [connection.settings_dict["NAME"]],
        )
        return len(ended.fetchall())


def _filled(browser: Client, url: str) -> dict[str, Any]:
    forms = forms_of(parse(browser.get(url).content.decode()), url)
    form = next(form for form in forms if "about" in dict(form.fields))
    return {**dict(form.fields), "about": TYPED}


def _send_again(browser: Client, page: bytes, url: str) -> int:
    [form] = [form for form in forms_of(parse(page.decode()), url) if form.method == "post"]
    return browser.post(form.action, dict(form.fields)).status_code


@pytest.mark.postgres
def test_pooled_connections_are_checked_before_use(browser: Client) -> None:
    browser.get(reverse("help"))
    connection.close()  # back into the pool, as after every request of a web server
    assert _terminate() >= 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


@pytest.mark.postgres
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_read_whose_connection_broke_is_tried_once_more(browser: Client, method: str) -> None:
    url = reverse("people:edit-profile")
    for _ in range(3):
        assert getattr(browser, method)(url).status_code == 200
        assert _terminate() >= 1


@pytest.mark.postgres
def test_a_form_whose_connection_broke_comes_back_with_its_text(browser: Client, person: User) -> None:
    url = reverse("people:edit-profile")
    fields = _filled(browser, url)
    assert _terminate() >= 1
    answer = browser.post(url, fields)
    assert answer.status_code == 503
    connection.close()
    assert _send_again(browser, answer.content, url) == 302
    person.refresh_from_db()
    assert person.about == TYPED


@pytest.fixture
def another(db: None) -> Iterator[tuple[Running, DatabaseWrapper]]:
    """A server of its own, and a connection to it with the settings of the site."""
    with running() as server:
        address = environ.Env().db_url_config(server.address)
        settings = {**connection.settings_dict, **address, "OPTIONS": connection.settings_dict["OPTIONS"]}
        wrapper = DatabaseWrapper(settings, "another")
        yield server, wrapper
        wrapper.close()
        wrapper.close_pool()


@pytest.mark.postgres
def test_after_a_restart_of_the_server_the_first_query_succeeds(
    another: tuple[Running, DatabaseWrapper],
) -> None:
    server, wrapper = another
    for _ in range(2):
        with wrapper.cursor() as cursor:
            cursor.execute("SELECT 1")
            assert cursor.fetchone() == (1,)
        wrapper.close()
        server.stop()
        server.start()
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


@pytest.fixture
def locked(person: User) -> Iterator[sqlite3.Connection]:
    """Another process is writing, longer than anybody waits."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    yield other
    other.close()
    connection.close()


def test_a_form_that_met_a_locked_database_comes_back_with_its_text(
    browser: Client, person: User, locked: sqlite3.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL locks rows.")
    url = reverse("people:edit-profile")
    fields = _filled(browser, url)
    locked.execute("BEGIN IMMEDIATE")
    answer = browser.post(url, fields)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert TYPED in answer.content.decode()
    assert TYPED not in caplog.text
    locked.execute("ROLLBACK")
    assert _send_again(browser, answer.content, url) == 302
    person.refresh_from_db()
    assert person.about == TYPED


def test_a_read_is_tried_twice_and_not_for_ever(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def gone(*_args: Any, **_kwargs: Any) -> None:
        tries.append(1)
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("people.views.profile.ProfileForm", gone)
    answer = browser.get(reverse("people:edit-profile"))
    assert (answer.status_code, len(tries)) == (503, 2)
    assert "Reload the page" in answer.content.decode()


def test_a_password_never_comes_back_on_a_page(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("accounts.adapter.InvitedOnlyAdapter.authenticate", gone)
    browser = Client(raise_request_exception=False)
    answer = browser.post(reverse("account_login"), {"login": "a@haldenlake.example", "password": "a secret of mine"})
    assert answer.status_code == 503
    assert "a secret of mine" not in answer.content.decode()
    assert "a@haldenlake.example" not in answer.content.decode()

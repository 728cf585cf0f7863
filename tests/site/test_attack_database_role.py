"""What stands cannot be emptied, and the site's own role can change neither tables nor the audit log."""

from collections.abc import Iterator

import psycopg
import pytest
from auditlog.models import LogEntry
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from programs.models import Program
from tests.factories.accounts import UserFactory

ROLE = "mentorship_site_in_tests"

pytestmark = pytest.mark.postgres


def _guarded() -> set[str]:
    """The tables with triggers that keep rows from being deleted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE tgname LIKE '%_stands_delete'"
        )
        return {name for (name,) in cursor.fetchall()}


def test_no_table_whose_rows_stand_can_be_emptied(program: Program) -> None:
    guarded = _guarded()
    assert "auditlog_logentry" in guarded
    assert len(guarded) >= 9
    connection.check_constraints()  # else the rows of this test, not the trigger, keep PostgreSQL from emptying a table
    for table in guarded:
        with pytest.raises(IntegrityError, match="cannot be emptied"), transaction.atomic():
            connection.cursor().execute(f"TRUNCATE {table} CASCADE")
    with pytest.raises(IntegrityError, match="cannot be emptied"), transaction.atomic():
        connection.cursor().execute("TRUNCATE auditlog_logentry")
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute("TRUNCATE accounts_user CASCADE")


@pytest.fixture
def restricted_role(program: Program, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This connection as the site's role."""
    monkeypatch.setenv("SITE_ROLE_PASSWORD", "a password for this test")
    call_command("grant_site_role", ROLE)
    call_command("grant_site_role", ROLE)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE auditlog_logentry",
        "TRUNCATE accounts_user CASCADE",
        "DELETE FROM auditlog_logentry",
        "UPDATE auditlog_logentry SET changes = '{}'",
        "DROP TRIGGER auditlog_logentry_stands_delete ON auditlog_logentry",
        "ALTER TABLE auditlog_logentry DISABLE TRIGGER ALL",
        "ALTER TABLE matching_matchround ADD COLUMN more integer",
        "DROP TABLE programs_chapter CASCADE",
        "CREATE TABLE more (id integer)",
        "CREATE TEMPORARY TABLE more (id integer)",
        "CREATE OR REPLACE FUNCTION refuse_to_empty() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "SET session_replication_role = replica",
        "DELETE FROM django_migrations",
        "CREATE ROLE another SUPERUSER",
        "COPY accounts_user TO PROGRAM 'cat'",
    ],
)
def test_the_role_of_the_site_cannot(statement: str, restricted_role: None) -> None:
    with pytest.raises(Exception, match=r"permission denied|must be owner") as refused, transaction.atomic():
        connection.cursor().execute(statement)
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_the_site_works_with_its_role(restricted_role: None, admin: User, program: Program) -> None:
    person = UserFactory.create()
    browser = Client()
    browser.force_login(admin)
    assert browser.get(reverse("home")).status_code == 200
    program.purpose = "Another purpose."
    program.save()
    assert LogEntry.objects.get_for_object(program).exists()
    person.delete()
    assert not User.objects.filter(pk=person.pk).exists()


def test_the_owner_of_the_tables_is_not_the_role_of_the_site(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="SITE_ROLE_PASSWORD"):
        call_command("grant_site_role", ROLE)
    monkeypatch.setenv("SITE_ROLE_PASSWORD", "x")
    with pytest.raises(CommandError, match="a role of its own"):
        call_command("grant_site_role", connection.settings_dict["USER"])

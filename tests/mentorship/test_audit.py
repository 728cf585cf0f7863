"""What the audit log keeps, what it leaves out, and that nobody rewrites it."""

import pytest
from auditlog.context import set_actor
from auditlog.models import LogEntry
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import User
from pairs.models import Conflict
from programs.models import Program
from tests.conftest import SignIn
from tests.factories.accounts import UserFactory
from tests.factories.matching import MatchRoundFactory
from tests.factories.programs import CycleFactory


@pytest.fixture
def entry(program: Program) -> LogEntry:
    """Somebody changed the purpose of the program."""
    program.purpose = "Another purpose."
    program.save()
    return LogEntry.objects.get_for_object(program).latest("pk")


def test_an_audit_row_is_not_rewritten(entry: LogEntry, admin: User) -> None:
    changes: list[dict[str, object]] = [{"changes": {}}, {"action": LogEntry.Action.CREATE}, {"actor": admin}]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            LogEntry.objects.filter(pk=entry.pk).update(**change)


def test_an_audit_row_is_not_deleted(entry: LogEntry) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        LogEntry.objects.filter(pk=entry.pk).delete()


def test_a_login_can_be_deleted_and_its_rows_stay(program: Program) -> None:
    person = UserFactory.create()
    with set_actor(person):
        program.save()
        program.name = "Compass again"
        program.save()
    row = LogEntry.objects.get(actor=person)
    person.delete()
    row.refresh_from_db()
    assert (row.actor, row.object_repr) == (None, "Compass again")


def test_the_log_can_be_searched_in_the_admin_site(entry: LogEntry, sign_in: SignIn) -> None:
    superuser = UserFactory.create(is_staff=True, is_superuser=True)
    page = sign_in(superuser).get(reverse("admin:auditlog_logentry_changelist"), {"q": "purpose"})
    assert page.status_code == 200
    assert "Compass" in page.content.decode()


def test_a_secret_seed_is_in_neither_audit_nor_admin(program: Program, sign_in: SignIn) -> None:
    match_round = MatchRoundFactory.build(cycle=CycleFactory.create(program=program), seed=987_654_321)
    match_round.save()
    recorded = LogEntry.objects.get_for_object(match_round).latest("pk")
    assert {"seed", "nonce"}.isdisjoint(recorded.changes_dict)
    superuser = UserFactory.create(is_staff=True, is_superuser=True)
    page = sign_in(superuser).get(reverse("admin:matching_matchround_change", args=[match_round.pk]))
    assert page.status_code == 200
    assert "987654321" not in page.content.decode()


def test_the_kind_of_a_conflict_is_not_audited(program: Program, student: User, mentor: User) -> None:
    conflict = Conflict.objects.create(
        institution=program.institution, mentor=mentor, mentee=student, kind=Conflict.Kind.TREATS
    )
    assert "kind" not in LogEntry.objects.get_for_object(conflict).latest("pk").changes_dict

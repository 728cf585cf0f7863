"""Private text is encrypted, and stands neither in the admin site nor in the audit log."""

import pytest
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client

from accounts.models import User
from core.encryption import EncryptedTextField
from matching.models import MatchRound
from people.models import MentorParticipation
from programs.models import Cycle, Program
from tests.factories.matching import MatchRoundFactory

PRIVATE = [
    model
    for model in apps.get_models()
    if any(isinstance(field, EncryptedTextField) for field in model._meta.get_fields())
]


def _private_fields(model: type[Model]) -> set[str]:
    return {field.name for field in model._meta.get_fields() if isinstance(field, EncryptedTextField)}


def test_reflections_summaries_feedback_and_reasons_are_encrypted() -> None:
    names = {model.__name__ for model in PRIVATE}
    assert {"PrivateNote", "SharedSummary", "DevelopmentalFeedback", "DeclineReason"} <= names


@pytest.mark.parametrize("model", PRIVATE, ids=lambda model: model.__name__)
def test_no_model_with_private_text_is_in_the_admin_site(model: type[Model]) -> None:
    assert model not in admin.site._registry


@pytest.mark.parametrize("model", PRIVATE, ids=lambda model: model.__name__)
def test_no_private_text_is_audited(model: type[Model]) -> None:
    if auditlog.contains(model):
        left_out = set(auditlog.get_model_fields(model)["exclude_fields"])
        assert _private_fields(model) <= left_out


def test_a_declined_invitation_is_audited_without_its_reason(participation: MentorParticipation) -> None:
    participation.state = MentorParticipation.State.DECLINED
    participation.decline_reason = "a sabbatical that nobody knows of"
    participation.save()
    entry = LogEntry.objects.get_for_object(participation).latest("pk")
    assert "state" in entry.changes_dict
    assert "sabbatical" not in entry.changes_text + str(entry.changes_dict)


def test_a_declined_invitation_keeps_its_reason_unreadable_in_the_database(
    participation: MentorParticipation,
) -> None:
    participation.decline_reason = "a sabbatical that nobody knows of"
    participation.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT decline_reason FROM people_mentorparticipation")
        [(stored,)] = cursor.fetchall()
    assert b"sabbatical" not in bytes(stored)


def test_who_changed_a_program_is_recorded(program: Program, admin: User) -> None:
    program.purpose = "Another purpose."
    program.save()
    assert LogEntry.objects.get_for_object(program).filter(action=LogEntry.Action.UPDATE).exists()


def test_a_round_is_audited_without_its_secrets_and_without_counts_of_lists(cycle: Cycle) -> None:
    match_round = MatchRoundFactory.create(cycle=cycle, demand={"lists": 0})
    match_round.demand, match_round.state = {"listed": {"71077345": 3}}, MatchRound.State.CLOSED
    match_round.save()
    entries = LogEntry.objects.get_for_object(match_round)
    told = str([entry.changes_dict for entry in entries])
    assert "closed" in told
    for secret in (match_round.names_secret, match_round.nonce, str(match_round.seed), "71077345"):
        assert secret not in told


@pytest.fixture
def superuser(admin: User) -> Client:
    admin.is_staff = admin.is_superuser = True
    admin.save()
    client = Client(raise_request_exception=False)
    client.force_login(admin)
    return client


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("matching/matchround", "seed__gte=0"),
        ("matching/matchround", "nonce__startswith=a"),
        ("matching/matchround", "names_secret__startswith=a"),
        ("matching/matchround", "demand__lists=0"),
        ("matching/matchround", "preference_lists__state=submitted"),
        ("pairs/mentorship", "completion_token__isnull=1"),
        ("pairs/mentorship", "offer__mentee_answer=declined"),
        ("auditlog/logentry", "changes__icontains=a"),
        ("account/emailaddress", "user__last_login__isnull=1"),
    ],
)
def test_no_address_of_the_admin_site_asks_for_what_it_does_not_show(page: str, asked: str, superuser: Client) -> None:
    assert superuser.get(f"/manage/{page}/?{asked}").status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "matching/matchround/?state__exact=open&kind__exact=main",
        "pairs/mentorship/?origin__exact=chosen",
        "auditlog/logentry/?action__exact=1&resource_type=1",
        "account/emailaddress/?verified__exact=1&q=noor",
    ],
)
def test_the_filters_that_the_admin_site_offers_still_filter(address: str, superuser: Client) -> None:
    assert superuser.get(f"/manage/{address}").status_code == 200

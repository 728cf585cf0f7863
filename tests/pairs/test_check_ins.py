"""How it goes, asked of each of two people: nobody else learns of it, unless they ask for a talk."""

import re
from datetime import datetime, timedelta
from http import HTTPStatus

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role, User
from core.errors import WrongState
from core.revisions import EditedMeanwhile, revision_of
from home.standing import standing_of
from home.todo import coordinator_tasks, member_tasks
from notifications.models import Message
from pairs.models import CheckIn, CheckInAnswers, Mentorship, SharedWords
from pairs.queries.check_ins import open_check_in, stored_check_in
from pairs.services.check_in_notices import announce_check_ins
from pairs.services.check_ins import answer_check_in, note_talk
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, CycleState
from tests.conftest import SignIn
from tests.factories.pairs import MentorshipFactory
from tests.factories.programs import AppointmentFactory
from tests.outbox import deliver_due

Kind = CheckIn.Kind
SECRET = "I’d like more feedback on my writing"


@pytest.fixture
def pair(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation) -> Mentorship:
    Cycle.objects.filter(pk=cycle.pk).update(state=CycleState.RUNNING)
    cycle.refresh_from_db()
    return MentorshipFactory.create(
        cycle=cycle, enrollment=enrollment, participation=participation, started_on=cycle.running_from
    )


@pytest.fixture
def opened(pair: Mentorship, now: datetime) -> datetime:
    """The day on which the first check of the pair opens, at ten."""
    return datetime.combine(pair.started_on + timedelta(days=45), now.time(), now.tzinfo)


def _answer(pair: Mentorship, at: datetime, shared: SharedWords | None = None, **more: str) -> CheckIn:
    answers = CheckInAnswers(outlook="change", words=SECRET)
    return answer_check_in(pair, kind=Kind.EARLY, answers=answers, shared=shared, by=pair.mentee, now=at, **more)


def test_it_opens_after_45_days_and_half_way_and_closes_with_the_year(pair: Mentorship, opened: datetime) -> None:
    def kind(days: int) -> str:
        found = open_check_in(pair, opened.date() + timedelta(days=days))
        return found.kind if found else ""

    half_way = (
        pair.cycle.mid_year_on or pair.cycle.running_from + (pair.cycle.closing_from - pair.cycle.running_from) / 2
    )
    assert (kind(-1), kind(0)) == ("", Kind.EARLY)
    assert kind((half_way - opened.date()).days) == Kind.MID_YEAR
    pair.cycle.state = CycleState.CLOSING
    assert kind(0) == ""
    with pytest.raises(WrongState):
        _answer(pair, opened - timedelta(days=2))


def test_only_who_has_not_answered_is_reminded_and_may_opt_out(pair: Mentorship, opened: datetime) -> None:
    for _twice in range(2):
        announce_check_ins(now=opened)
    deliver_due(opened)
    assert {email.to[0] for email in mail.outbox} == {pair.mentee.email, pair.mentor.email}
    assert set(Message.objects.values_list("category", flat=True)) == {"pair"}
    mail.outbox.clear()
    _answer(pair, opened)
    deliver_due(opened + timedelta(days=7, hours=1))
    assert [email.to[0] for email in mail.outbox] == [pair.mentor.email]


def test_nobody_learns_of_an_answer_that_is_not_shared(
    pair: Mentorship, opened: datetime, coordinator: User, sign_in: SignIn
) -> None:
    record = reverse("sessions:show-pair-record", args=[pair.pk])
    pages = [(coordinator, record), (coordinator, reverse("pairs:list-talks", args=[pair.cycle.program.slug]))]
    pages += [(pair.mentor, reverse("sessions:show-pair", args=[pair.pk]))]

    def seen() -> list[bytes]:
        found = [sign_in(person).get(url).content.partition(b"<main")[2] for person, url in pages]
        return [re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page) for page in found]

    before = seen()
    row = _answer(pair, opened)
    assert seen() == before
    assert not coordinator_tasks(coordinator, [pair.cycle], now=opened)
    assert not Message.objects.exclude(recipient=pair.mentee).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM pairs_checkin")
        assert SECRET.encode() not in bytes(cursor.fetchone()[0])
    assert sign_in(coordinator).post(reverse("pairs:note-talk", args=[row.pk])).status_code == HTTPStatus.NOT_FOUND


def test_what_is_shared_reaches_coordinators_who_are_not_of_the_pair(
    pair: Mentorship, opened: datetime, coordinator: User
) -> None:
    AppointmentFactory.create(program=pair.cycle.program, role=Role.COORDINATOR, user=pair.mentor)
    row = _answer(pair, opened, SharedWords("About the ward"))
    assert row.shared_words == SharedWords("About the ward")
    assert list(Message.objects.values_list("event", "recipient")) == [("talk_wanted", coordinator.pk)]
    [task] = coordinator_tasks(coordinator, [pair.cycle], now=opened)
    assert "1 person would like to talk" in task.title
    assert not CheckIn.objects.shared_with(pair.mentor).exists()
    for _twice in range(2):
        note_talk(row, by=coordinator, now=opened)
    assert not coordinator_tasks(coordinator, [pair.cycle], now=opened)
    _answer(pair, opened)
    assert not CheckIn.objects.shared().exists()
    with pytest.raises(WrongState):
        note_talk(row, by=coordinator, now=opened)


def test_another_device_overwrites_nothing(pair: Mentorship, opened: datetime) -> None:
    began_from = revision_of(stored_check_in(None))
    _answer(pair, opened)
    with pytest.raises(EditedMeanwhile):
        answer_check_in(
            pair,
            kind=Kind.EARLY,
            answers=CheckInAnswers(outlook="continue"),
            by=pair.mentee,
            now=opened,
            began_from=began_from,
        )


def test_the_page_of_a_check(
    pair: Mentorship,
    opened: datetime,
    coordinator: User,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    url = reverse("pairs:check-in", args=[pair.pk])
    [task] = [each for each in member_tasks(standing_of(pair.mentee, [], []), now=opened) if each.url == url]
    assert pair.mentor.display_name in task.title
    with time_machine.travel(opened, tick=False):
        noor, dana, ruth = sign_in(pair.mentee), sign_in(coordinator), sign_in(pair.mentor)
        with django_assert_num_queries(8):
            assert "Neither" in noor.get(url).content.decode()
        _share_and_talk(pair, url, noor, dana)
        assert ruth.get(url).context["form"]["words"].value() == ""
    assert not [each for each in member_tasks(standing_of(pair.mentee, [], []), now=opened) if each.url == url]


def _share_and_talk(pair: Mentorship, url: str, noor: Client, dana: Client) -> None:
    unclear = {"outlook": "unsure", "message": "Please call me"}
    assert noor.post(url, unclear).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    shared = {**unclear, "talk": "on", "with_answers": "on", "words": SECRET}
    assert noor.post(url, shared).status_code == HTTPStatus.FOUND
    talks = reverse("pairs:list-talks", args=[pair.cycle.program.slug])
    page = dana.get(talks).content.decode()
    assert all(words in page for words in ("Please call me", SECRET, "I’m not sure"))
    row = CheckIn.objects.get()
    dana.post(reverse("pairs:note-talk", args=[row.pk]))
    assert "I’ve talked to" not in dana.get(talks).content.decode()

"""Before lists close: who is missing, by name, and the rest only roughly."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.errors import WrongState
from matching.models import MatchRound, PreferenceList
from matching.services.demand import count_demand
from matching.services.ranking_notices import remind_now
from notifications.models import Message
from people.models import MentorParticipation
from tests.conftest import SignIn
from tests.factories.matching import PreferenceListFactory
from tests.factories.people import EnrollmentFactory


@pytest.fixture
def desk(sign_in: SignIn, coordinator: User) -> Client:
    return sign_in(coordinator)


def _url(name: str, match_round: MatchRound) -> str:
    return reverse(f"matching:{name}", args=[match_round.pk])


def _text(desk: Client, url: str) -> str:
    return " ".join(desk.get(url).content.decode().split())


def test_who_has_not_handed_in_is_listed_by_name_and_never_how_many_names(
    desk: Client, open_round: MatchRound, mentors: list[MentorParticipation]
) -> None:
    PreferenceListFactory.create(round=open_round, enrollment__mentee__family_name="Handedin", ranks=mentors)
    draft = {"state": PreferenceList.State.DRAFT, "ranks": mentors[:2]}
    PreferenceListFactory.create(round=open_round, enrollment__mentee__family_name="Begunlist", **draft)
    EnrollmentFactory.create(cycle=open_round.cycle, mentee__family_name="Nothingyet")
    answer = desk.get(_url("show-round", open_round))
    assert [(row.mentee.family_name, row.started) for row in answer.context["missing"]] == [
        ("Begunlist", True),
        ("Nothingyet", False),
    ]
    assert "Handedin" not in answer.content.decode()
    found = desk.get(_url("show-round", open_round), {"q": "nothing"})
    assert [row.mentee.family_name for row in found.context["missing"]] == ["Nothingyet"]


def test_the_missing_are_reminded_once_a_day(open_round: MatchRound, mentors: list[MentorParticipation]) -> None:
    now = open_round.closes_at - timedelta(days=3)
    PreferenceListFactory.create(round=open_round, ranks=mentors)
    missing = EnrollmentFactory.create(cycle=open_round.cycle)
    assert remind_now(open_round, now=now) == 1
    assert remind_now(open_round, now=now + timedelta(hours=1)) == 1
    assert [message.recipient_id for message in Message.objects.filter(event="ranking_closes")] == [missing.mentee_id]
    remind_now(open_round, now=now + timedelta(days=1))
    assert Message.objects.filter(event="ranking_closes").count() == 2
    with pytest.raises(WrongState):
        remind_now(open_round, now=open_round.closes_at)


def test_the_button_says_how_many_it_reminded(desk: Client, open_round: MatchRound) -> None:
    EnrollmentFactory.create(cycle=open_round.cycle)
    with time_machine.travel(open_round.closes_at - timedelta(days=3), tick=False):
        answer = desk.post(_url("remind-mentees", open_round), follow=True)
    assert "1 mentee without a list is reminded, once today." in answer.content.decode()


def test_short_lists_and_overlooked_mentors_are_counted_in_steps(
    desk: Client, open_round: MatchRound, mentors: list[MentorParticipation]
) -> None:
    step = 5
    PreferenceListFactory.create_batch(step, round=open_round, ranks=[mentors[0]])
    PreferenceListFactory.create_batch(step - 1, round=open_round, ranks=mentors[:2])
    count_demand(open_round)
    assert desk.get(_url("show-round", open_round)).context["outlook"] is None
    PreferenceListFactory.create(round=open_round, ranks=mentors[:2])
    count_demand(open_round)
    said = desk.get(_url("show-round", open_round)).context["outlook"]
    assert (str(said.single), said.overlooked, said.mentors) == ("5 or more", 1, 3)


def test_a_coordinator_who_mentors_reads_nothing_of_herself(
    desk: Client, open_round: MatchRound, coordinator: User, mentors: list[MentorParticipation]
) -> None:
    MentorParticipation.objects.filter(pk=mentors[2].pk).update(mentor=coordinator)
    PreferenceListFactory.create_batch(10, round=open_round, ranks=mentors[:2])
    count_demand(open_round)
    said = desk.get(_url("show-round", open_round)).context["outlook"]
    assert (said.overlooked, said.mentors) == (0, 2)

"""Somebody stands in while a mentor is away; mentees whose mentor left come first among those who wait."""

from datetime import datetime, timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse

from accounts.models import User
from core.errors import WrongState
from notifications.models import Message
from pairs.models import Mentorship
from pairs.queries.priority import first_those_left
from pairs.services.clock import stop_clock
from pairs.services.interims import add_interim_mentor, end_interims_over
from pairs.services.mentorships import end_mentorship
from pairs.services.pauses import ask_for_pause, end_pause
from pairs.services.staff_steps import pause_pair, resume_pair
from people.models import Enrollment, MentorParticipation
from people.services.leaves import go_on_leave, return_from_leave
from programs.models import Cycle, StaffStep
from programs.services.staff_steps import undo_step
from tests.conftest import SignIn
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory

State = Mentorship.State


@pytest.fixture
def pair(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation, now: datetime) -> Mentorship:
    return MentorshipFactory.create(
        cycle=cycle, enrollment=enrollment, participation=participation, started_on=(now - timedelta(days=20)).date()
    )


@pytest.fixture
def stand_in(cycle: Cycle) -> MentorParticipation:
    return MentorParticipationFactory.create(cycle=cycle, state=MentorParticipation.State.READY, capacity=2)


def _add(pair: Mentorship, stand_in: MentorParticipation, coordinator: User, now: datetime) -> Mentorship:
    until = now.date() + timedelta(days=30)
    return add_interim_mentor(pair, participation=stand_in, until=until, by=coordinator, reason="x", now=now)


@pytest.mark.parametrize("way", ["their pause", "leave", "hand", "day"])
def test_it_ends_by_itself_at_the_return_and_at_the_latest_on_its_day(
    way: str, pair: Mentorship, stand_in: MentorParticipation, coordinator: User, now: datetime
) -> None:
    assert pair.participation
    if way == "their pause":
        ask_for_pause(pair, by=pair.mentor, now=now)
    elif way == "leave":
        go_on_leave(pair.participation, away_from=now.date(), away_until=now.date() + timedelta(days=20), now=now)
    else:
        pause_pair(pair, by=coordinator, reason="x", now=now)
    interim = _add(pair, stand_in, coordinator, now)
    later = now + timedelta(days=9)
    assert end_interims_over(now=later) == 0
    if way == "their pause":
        end_pause(pair, now=later)
    elif way == "leave":
        return_from_leave(pair.participation, now=later)
    elif way == "hand":
        resume_pair(pair, by=coordinator, reason="x", now=later)
    else:
        assert [end_interims_over(now=now + timedelta(days=days)) for days in (29, 30, 31)] == [0, 1, 0]
    interim.refresh_from_db()
    stand_in.refresh_from_db()
    pair.refresh_from_db()
    assert (interim.state, stand_in.places_taken) == (State.ENDED, 0)
    assert (pair.state, pair.primary) == (State.PAUSED if way == "day" else State.ACTIVE, True)
    assert Enrollment.objects.get(mentee=pair.mentee).state != Enrollment.State.WAITLISTED
    assert Message.objects.filter(event="second_mentor", recipient=pair.mentor).count() == 1


def test_only_one_stands_in_only_in_a_pause_and_it_can_be_undone(
    pair: Mentorship, stand_in: MentorParticipation, coordinator: User, now: datetime
) -> None:
    with pytest.raises(WrongState, match="while the pair is paused"):
        _add(pair, stand_in, coordinator, now)
    stop_clock(pair, day=now.date(), on_hold=True)
    with pytest.raises(WrongState) as refusal:
        add_interim_mentor(pair, participation=stand_in, until=now.date(), by=coordinator, reason="x", now=now)
    assert refusal.value.field == "until"
    interim = _add(pair, stand_in, coordinator, now)
    with pytest.raises(WrongState, match="already"):
        _add(pair, stand_in, coordinator, now)
    undo_step(StaffStep.objects.get(kind="interim_mentor_added"), by=coordinator, now=now)
    interim.refresh_from_db()
    assert interim.state == State.ENDED


def test_the_coordinators_page(
    pair: Mentorship, stand_in: MentorParticipation, coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    stop_clock(pair, day=now.date(), on_hold=True)
    url, browser = reverse("pairs:add-interim-mentor", args=[pair.pk]), sign_in(coordinator)
    record = reverse("sessions:show-pair-record", args=[pair.pk])
    assert "Let someone stand in" in browser.get(record).content.decode()
    assert sign_in(pair.mentee).get(url).status_code == HTTPStatus.FORBIDDEN
    Cycle.objects.update(ends_on=now.date() + timedelta(days=4000))
    data = {"participation": stand_in.pk, "until": now.date() + timedelta(days=3000), "reason": "x"}
    page = browser.post(url, data, follow=True).content.decode()
    assert "Stands in until" in page
    page = browser.get(record).content.decode()
    assert f">{stand_in.mentor.display_name}</a>" in page
    assert "Let someone stand in" not in page


def test_those_whose_mentor_left_come_first(pair: Mentorship, cycle: Cycle, now: datetime) -> None:
    """Whoever ended their mentorship otherwise waits like everybody else."""
    others = [EnrollmentFactory.create(cycle=cycle, mentee__family_name=name) for name in ("Aaberg", "Zuber")]
    ended = MentorshipFactory.create(cycle=cycle, enrollment=others[0])
    end_mentorship(ended, now=now)
    end_mentorship(pair, state=State.MENTOR_LEFT, now=now)
    rows = list(first_those_left(cycle.enrollments.all()))
    assert [row.pk for row in rows] == [pair.enrollment_id, others[0].pk, others[1].pk]
    assert [bool(vars(row)["mentor_left_on"]) for row in rows] == [True, False, False]

"""What a coordinator does about a pair of two others, and the record of the pair."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.errors import WrongState
from notifications.models import Message
from pairs.models import Mentorship
from pairs.services.mentorships import follow_mentor
from pairs.services.staff_steps import end_pair, keep_step, pause_pair, resume_pair
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, StaffStep
from sessions.models import MentoringSession
from sessions.policies import can_meet
from tests.conftest import SignIn
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import MentorParticipationFactory
from tests.factories.sessions import SessionFactory
from tests.outbox import deliver_due

State = Mentorship.State
WHY = "The clinic closes for a month"


@pytest.fixture
def pair(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation, now: datetime) -> Mentorship:
    return MentorshipFactory.create(
        cycle=cycle,
        enrollment=enrollment,
        participation=participation,
        started_on=(now - timedelta(days=20)).date(),
    )


def _told(event: str) -> set[int | None]:
    return set(Message.objects.filter(event=event).values_list("recipient", flat=True))


def test_a_pause_is_told_to_both_and_not_why(pair: Mentorship, coordinator: User, now: datetime) -> None:
    pause_pair(pair, by=coordinator, reason=WHY, now=now)
    pair.refresh_from_db()
    assert (pair.state, pair.paused_on, pair.on_hold) == (State.PAUSED, now.date(), True)
    assert _told("pair_paused") == {pair.mentee_id, pair.mentor_id}
    deliver_due(now)
    assert len(mail.outbox) == 2
    assert not any(WHY in str(email.body) for email in mail.outbox)
    assert StaffStep.objects.get().reason == WHY


def test_days_of_a_pause_are_counted_when_it_ends(pair: Mentorship, coordinator: User, now: datetime) -> None:
    pause_pair(pair, by=coordinator, reason=WHY, now=now)
    resume_pair(pair, by=coordinator, reason="Open again", now=now + timedelta(days=9))
    pair.refresh_from_db()
    assert (pair.state, pair.paused_days, pair.on_hold) == (State.ACTIVE, 9, False)
    assert _told("pair_resumed") == {pair.mentee_id, pair.mentor_id}


def test_a_second_pause_is_told_again(pair: Mentorship, coordinator: User, now: datetime) -> None:
    for days in (0, 20):
        pause_pair(pair, by=coordinator, reason=WHY, now=now + timedelta(days=days))
        resume_pair(pair, by=coordinator, reason=WHY, now=now + timedelta(days=days + 5))
    assert Message.objects.filter(event="pair_paused", recipient=pair.mentee).count() == 2
    assert Mentorship.objects.get().paused_days == 10


def test_the_return_of_the_mentor_does_not_end_a_pause_by_hand(
    pair: Mentorship, participation: MentorParticipation, coordinator: User, now: datetime
) -> None:
    pause_pair(pair, by=coordinator, reason=WHY, now=now)
    follow_mentor(participation, now=now)
    assert Mentorship.objects.get().state == State.PAUSED


def test_a_pause_for_a_leave_is_not_ended_by_hand(
    pair: Mentorship, participation: MentorParticipation, coordinator: User, now: datetime
) -> None:
    participation.state = MentorParticipation.State.PAUSED
    participation.save()
    follow_mentor(participation, now=now)
    with pytest.raises(WrongState, match="on leave"):
        resume_pair(pair, by=coordinator, reason=WHY, now=now)


def test_nothing_is_planned_in_a_pause_by_hand(
    pair: Mentorship, mentor: User, coordinator: User, now: datetime
) -> None:
    MentorParticipation.objects.update(away_from=now.date(), away_until=now.date() + timedelta(days=9))
    assert can_meet(mentor, pair)
    pause_pair(pair, by=coordinator, reason=WHY, now=now)
    assert not can_meet(mentor, Mentorship.objects.select_related("participation").get())


def test_an_end_frees_the_place_and_is_told_to_both(
    pair: Mentorship, participation: MentorParticipation, coordinator: User, now: datetime
) -> None:
    Enrollment.objects.update(state=Enrollment.State.MATCHED)
    planned = SessionFactory.create(mentorship=pair, starts_at=now + timedelta(days=3))
    end_pair(pair, by=coordinator, reason=WHY, now=now)
    participation.refresh_from_db()
    planned.refresh_from_db()
    assert Mentorship.objects.get().state == State.ENDED
    assert participation.places_taken == 0
    assert planned.state == MentoringSession.State.CANCELLED
    assert Enrollment.objects.get().state == Enrollment.State.WAITLISTED
    assert _told("pair_ended") == {pair.mentee_id, pair.mentor_id}


@pytest.mark.parametrize(
    ("step", "state"),
    [
        (pause_pair, State.PAUSED),
        (pause_pair, State.ENDED),
        (resume_pair, State.ACTIVE),
        (resume_pair, State.COMPLETED),
        (end_pair, State.ENDED),
        (end_pair, State.COMPLETED),
    ],
)
def test_a_step_from_another_state_is_refused_and_leaves_nothing(
    step: object, state: Mentorship.State, pair: Mentorship, coordinator: User, now: datetime
) -> None:
    Mentorship.objects.update(state=state)
    with pytest.raises(WrongState):
        step(pair, by=coordinator, reason=WHY, now=now)  # type: ignore[operator]
    assert Mentorship.objects.get().state == state
    assert not StaffStep.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("route", "before", "after"),
    [
        ("pause-pair", State.ACTIVE, State.PAUSED),
        ("resume-pair", State.PAUSED, State.ACTIVE),
        ("end-pair-of-others", State.ACTIVE, State.ENDED),
    ],
)
def test_each_step_is_confirmed_with_a_reason_that_only_the_record_shows(
    route: str,
    before: Mentorship.State,
    after: Mentorship.State,
    pair: Mentorship,
    coordinator: User,
    student: User,
    sign_in: SignIn,
) -> None:
    Mentorship.objects.update(state=before)
    url = reverse(f"pairs:{route}", args=[pair.pk])
    browser = sign_in(coordinator)
    assert browser.post(url, {"reason": " "}).status_code == 422
    assert Mentorship.objects.get().state == before
    record = browser.post(url, {"reason": WHY}, follow=True)
    assert Mentorship.objects.get().state == after
    assert WHY in record.text
    assert WHY not in sign_in(student).get(reverse("sessions:show-pair", args=[pair.pk])).text


def test_a_coordinator_who_is_one_of_the_two_does_nothing_here(
    pair: Mentorship, cycle: Cycle, coordinator: User, sign_in: SignIn
) -> None:
    own = MentorshipFactory.create(
        cycle=cycle, participation=MentorParticipationFactory.create(cycle=cycle, mentor=coordinator)
    )
    browser = sign_in(coordinator)
    assert browser.get(reverse("sessions:show-pair-record", args=[pair.pk])).status_code == 200
    assert browser.get(reverse("sessions:show-pair-record", args=[own.pk])).status_code == 403
    assert browser.post(reverse("pairs:pause-pair", args=[own.pk]), {"reason": WHY}).status_code == 403
    keep_step(own, "pair_paused", by=coordinator, reason=WHY, now=timezone.now())
    assert not StaffStep.objects.visible_to(coordinator).exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_record_asks_the_database_as_often_for_one_row_as_for_three(
    rows: int,
    pair: Mentorship,
    coordinator: User,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(rows):
        SessionFactory.create(mentorship=pair, starts_at=timezone.now() + timedelta(days=number))
        keep_step(pair, "pair_paused", by=coordinator, reason=WHY, now=timezone.now())
    browser = sign_in(coordinator)
    url = reverse("sessions:show-pair-record", args=[pair.pk])
    browser.get(url)
    with django_assert_num_queries(10):
        browser.get(url)

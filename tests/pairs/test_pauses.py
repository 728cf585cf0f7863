"""A pause that one of the two asks for: told without a reason, given another day, ended by either or on its day."""

from datetime import date, datetime, timedelta
from http import HTTPStatus
from itertools import pairwise

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from core.errors import WrongState
from core.revisions import EditedMeanwhile, revision_of
from core.todo import tasks_from
from notifications.models import Message
from pairs.models import Mentorship, Pause
from pairs.queries.pauses import present_pause
from pairs.services.clock import restart_clock, stop_clock
from pairs.services.mentorships import follow_mentor
from pairs.services.pauses import ask_for_pause, change_return, end_pause, follow_pauses
from pairs.services.staff_steps import pause_pair
from pairs.todo import sources_for
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle
from tests.conftest import SignIn
from tests.factories.pairs import MentorshipFactory
from tests.outbox import deliver_due
from tests.together import at_once

State = Mentorship.State
WHY = "My father is ill"


@pytest.fixture
def pair(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation, now: datetime) -> Mentorship:
    return MentorshipFactory.create(
        cycle=cycle, enrollment=enrollment, participation=participation, started_on=(now - timedelta(days=20)).date()
    )


def _fresh(pair: Mentorship) -> Mentorship:
    return Mentorship.objects.select_related("participation", "cycle__program__institution").get(pk=pair.pk)


def _told(event: str) -> list[int]:
    return sorted(Message.objects.filter(event=event).values_list("recipient", flat=True))


def test_both_hear_of_a_pause_and_its_day_and_never_why(pair: Mentorship, now: datetime) -> None:
    back = now.date() + timedelta(days=30)
    for _twice in range(2):
        ask_for_pause(pair, by=pair.mentee, back_on=back, reason=WHY, now=now)
    assert (_fresh(pair).state, Pause.objects.get().reason, Pause.objects.get().reason_shared) == ("paused", WHY, False)
    assert _told("pair_paused") == sorted([pair.mentee_id, pair.mentor_id])
    deliver_due(now)
    texts = [str(email.body) for email in mail.outbox]
    assert len(texts) == 2
    assert all("20 Oct 2026" in text and WHY not in text for text in texts)
    with pytest.raises(WrongState):
        ask_for_pause(pair, by=pair.mentor, now=now)
    for _twice in range(2):
        end_pause(pair, now=now + timedelta(days=3))
    assert (_fresh(pair).state, _fresh(pair).paused_days) == (State.ACTIVE, 3)
    assert _told("pair_resumed") == sorted([pair.mentee_id, pair.mentor_id])


@pytest.mark.parametrize("days", [0, -1, 4000])
def test_a_day_outside_the_rest_of_the_year_is_refused(pair: Mentorship, days: int, now: datetime) -> None:
    with pytest.raises(WrongState) as refusal:
        ask_for_pause(pair, by=pair.mentee, back_on=now.date() + timedelta(days=days), now=now)
    assert refusal.value.field == "back_on"
    assert not Pause.objects.exists()


def test_on_its_day_a_pair_resumes_or_both_are_asked_once(pair: Mentorship, now: datetime) -> None:
    back = now.date() + timedelta(days=10)
    ask_for_pause(pair, by=pair.mentor, back_on=back, now=now)
    later = now + timedelta(days=12)
    assert follow_pauses(now=now + timedelta(days=9)) == 0
    assert not _told("pause_over")
    for _twice in range(2):
        assert follow_pauses(now=later) == 0
    assert _told("pause_over") == sorted([pair.mentee_id, pair.mentor_id])
    tasks = tasks_from(sources_for(pair.mentor, now=later), reader=pair.mentor)
    assert [task.url for task in tasks] == [reverse("pairs:pause", args=[pair.pk])]
    change_return(pair, back_on=later.date() + timedelta(days=5), resumes_itself=True, now=later)
    assert follow_pauses(now=later) == 0
    assert follow_pauses(now=later + timedelta(days=8)) == 1
    assert (_fresh(pair).state, _fresh(pair).paused_days) == (State.ACTIVE, 17)


def test_a_leave_outlasts_a_pause_and_a_pause_the_return_of_the_mentor(
    pair: Mentorship, participation: MentorParticipation, now: datetime
) -> None:
    ask_for_pause(pair, by=pair.mentee, back_on=now.date() + timedelta(days=5), resumes_itself=True, now=now)
    MentorParticipation.objects.update(state=MentorParticipation.State.PAUSED)
    with pytest.raises(WrongState, match="on leave"):
        end_pause(pair, now=now)
    assert follow_pauses(now=now + timedelta(days=6)) == 0
    MentorParticipation.objects.update(state=MentorParticipation.State.READY)
    participation.refresh_from_db()
    follow_mentor(participation, now=now + timedelta(days=6))
    assert _fresh(pair).state == State.PAUSED
    assert follow_pauses(now=now + timedelta(days=7)) == 1


def test_the_day_that_the_other_has_changed_is_not_overwritten(pair: Mentorship, now: datetime) -> None:
    ask_for_pause(pair, by=pair.mentee, now=now)
    seen = revision_of({"back_on": None, "resumes_itself": False})
    change_return(pair, back_on=now.date() + timedelta(days=9), now=now, began_from=seen)
    with pytest.raises(EditedMeanwhile):
        change_return(pair, back_on=now.date() + timedelta(days=4), now=now, began_from=seen)


def test_a_pause_of_the_coordinator_is_not_ended_by_the_two(
    pair: Mentorship, coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    pause_pair(pair, by=coordinator, reason="x", now=now)
    with pytest.raises(WrongState):
        end_pause(pair, now=now)
    browser = sign_in(pair.mentee)
    assert browser.get(reverse("pairs:pause", args=[pair.pk])).status_code == HTTPStatus.FOUND
    assert _fresh(pair).state == State.PAUSED


def test_the_pages_and_who_reads_the_reason(
    pair: Mentorship, coordinator: User, admin: User, outsider: User, sign_in: SignIn
) -> None:
    url, today = reverse("pairs:pause", args=[pair.pk]), timezone.now().date()
    Mentorship.objects.update(started_on=today - timedelta(days=3))
    Cycle.objects.update(closing_from=today + timedelta(days=90), ends_on=today + timedelta(days=100))
    assert sign_in(outsider).get(url).status_code == HTTPStatus.NOT_FOUND
    assert sign_in(coordinator).post(url).status_code == HTTPStatus.FORBIDDEN
    browser = sign_in(pair.mentee)
    assert browser.post(url, {"resumes_itself": "on"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    back = today + timedelta(days=20)
    assert browser.post(url, {"back_on": back, "reason": WHY, "share_reason": "on"}).status_code == HTTPStatus.FOUND
    assert "Resume with" in sign_in(pair.mentor).get(url).content.decode()
    record = sign_in(coordinator).get(reverse("sessions:show-pair-record", args=[pair.pk])).content.decode()
    assert WHY in record
    assert WHY not in sign_in(admin).get(reverse("sessions:show-pair-record", args=[pair.pk])).content.decode()
    Pause.objects.update(reason_shared=False)
    record = sign_in(coordinator).get(reverse("sessions:show-pair-record", args=[pair.pk])).content.decode()
    assert WHY not in record
    assert "expected back" in record
    browser.post(reverse("pairs:resume", args=[pair.pk]))
    assert _fresh(pair).state == State.ACTIVE


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4))
def test_the_clock_stands_still_for_exactly_the_days_of_its_pauses(
    pair: Mentorship, spans: list[tuple[int, int]]
) -> None:
    """Whatever pauses follow each other: the sum on the pair is that of its rows, and they never overlap."""
    Pause.objects.all().delete()
    Mentorship.objects.update(paused_days=0, paused_on=None, resumed_on=None, state=State.ACTIVE)
    day = pair.started_on
    for gap, length in spans:
        day += timedelta(days=gap)
        live = _fresh(pair)
        stop_clock(live, day=day, on_hold=True)
        assert present_pause(_fresh(pair)) is not None
        day += timedelta(days=length)
        restart_clock(live, day=day)
    rows = list(Pause.objects.order_by("began_on", "ended_on"))
    assert _fresh(pair).paused_days == sum(length for _gap, length in spans)
    assert _fresh(pair).paused_days == sum((_ended(row) - row.began_on).days for row in rows)
    assert all(_ended(one) <= other.began_on for one, other in pairwise(rows))


def _ended(pause: Pause) -> date:
    assert pause.ended_on is not None
    return pause.ended_on


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_pause_at_once_have_one_pause(pair: Mentorship, now: datetime) -> None:
    both = (pair.mentee, pair.mentor)
    steps = [lambda who=who: ask_for_pause(pair, by=who, now=now) for who in both]
    assert sorted(at_once(steps)) == ["WrongState", "done"]
    assert Pause.objects.count() == 1

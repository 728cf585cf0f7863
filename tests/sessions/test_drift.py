"""Pairs that drift: when they count as quiet, what they and their coordinator hear, and one click each."""

from datetime import date, datetime, time, timedelta
from http import HTTPStatus

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import User
from notifications.models import Message
from pairs.models import Mentorship
from pairs.services.clock import restart_clock, stop_clock
from programs.models import Cycle, CycleState, ExamPeriod, Program, StaffStep
from programs.models.reminders import usual_reminders
from programs.services.staff_steps import undo_step
from sessions.models import MentoringSession, OpenHours
from sessions.queries.drift import at_risk_pairs, quiet_pairs
from sessions.services.drift import ask_how_it_is, note_talk, nudge_again, nudge_quiet_pairs, snooze
from sessions.services.office_hours import NewHours, add_hours
from tests.conftest import SignIn
from tests.factories.sessions import SessionFactory
from tests.outbox import deliver_due

State = MentoringSession.State
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _running(cycle: Cycle) -> None:
    Cycle.objects.update(state=CycleState.RUNNING)


@pytest.fixture
def interval(cycle: Cycle) -> int:
    return cycle.program.cadence_days


def _quiet_after(pair: Mentorship, started_on: date) -> int:
    """After how many days of the pair it is at risk."""
    for days in range(200):
        now = datetime.fromisoformat(f"{started_on + days * DAY}T15:00+00:00")
        if quiet_pairs(pair.cycle, now=now).exists():
            return days
    raise AssertionError


def test_one_and_a_half_intervals_of_days_that_count(pair: Mentorship, interval: int) -> None:
    """From the first day of the pair, without the days of one pause, of two, and of one within the other."""
    patience = int(1.5 * interval)
    assert _quiet_after(pair, pair.started_on) == patience + 1
    for begins, lasts in ((3, 10), (20, 7)):
        stop_clock(pair, day=pair.started_on + begins * DAY, on_hold=True)
        restart_clock(pair, day=pair.started_on + (begins + lasts) * DAY)
    pair = Mentorship.objects.select_related("cycle__program__institution").get(pk=pair.pk)
    assert _quiet_after(pair, pair.started_on) == patience + 1 + 17


@pytest.mark.parametrize(
    ("days", "state", "confirmation", "quiet"),
    [
        (-3, State.HELD, "confirmed", False),
        (-3, State.HELD, "disputed", True),
        (-3, State.SCHEDULED, "none", False),
        (-3, State.MISSED, "none", True),
        (-3, State.PROPOSED, "none", True),
        (30, State.SCHEDULED, "none", False),
        (30, State.PROPOSED, "none", False),
        (30, State.CANCELLED, "none", True),
        (-60, State.HELD, "confirmed", True),
    ],
)
def test_what_counts_as_a_sign_of_life(
    days: int, state: str, confirmation: str, quiet: bool, pair: Mentorship, now: datetime
) -> None:
    Mentorship.objects.update(started_on=now.date() - 100 * DAY)
    SessionFactory.create(mentorship=pair, starts_at=now + days * DAY, state=state, confirmation=confirmation)
    assert quiet_pairs(pair.cycle, now=now).exists() == quiet


def test_a_pair_is_nudged_once_until_it_meets_and_not_in_exams(pair: Mentorship, interval: int, now: datetime) -> None:
    Mentorship.objects.update(started_on=now.date() - (interval + 1) * DAY)
    exams = ExamPeriod.objects.create(cycle=pair.cycle, name="x", starts_on=now.date(), ends_on=now.date())
    assert nudge_quiet_pairs(now=now) == 0
    exams.delete()
    add_hours(by=pair.mentor, hours=NewHours(kind=OpenHours.Kind.WEEKLY, weekday=1, starts=time(15), ends=time(17, 15)))
    assert [nudge_quiet_pairs(now=now + day * DAY) for day in (0, 0, 1, 9)] == [1, 0, 0, 0]
    assert not at_risk_pairs(pair.cycle, now=now).exists()
    deliver_due(now)
    texts = {address: str(email.body) for email in mail.outbox for address in email.to}
    assert {address: "Ruth has time:\n- Tue " in text for address, text in texts.items()} == {
        pair.mentee.email: True,
        pair.mentor.email: False,
    }
    SessionFactory.create(mentorship=pair, starts_at=now + 10 * DAY, state=State.HELD, confirmation="confirmed")
    later = now + (10 + interval + 1) * DAY
    assert nudge_quiet_pairs(now=later) == 1
    SessionFactory.create(mentorship=pair, starts_at=later + DAY, state=State.SCHEDULED)
    deliver_due(later)
    assert len(mail.outbox) == 2


def test_a_program_says_on_which_days_a_pair_is_nudged(pair: Mentorship, interval: int, now: datetime) -> None:
    Mentorship.objects.update(started_on=now.date() - (interval + 2) * DAY)
    told = []
    for days in ([], [3, 8]):
        Program.objects.update(reminders=usual_reminders() | {"nudges": days})
        told.append([day for day in range(12) if nudge_quiet_pairs(now=now + day * DAY)])
    assert told == [[], [1, 6]]


def test_those_who_never_met_come_first_and_one_click_puts_a_pair_off(
    pair: Mentorship, coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    Mentorship.objects.update(started_on=now.date() - 100 * DAY)
    url, browser = reverse("sessions:take-drift-step", args=[pair.pk]), sign_in(coordinator)
    assert "never met" in browser.get(reverse("home")).content.decode()
    assert sign_in(pair.mentor).post(url, {"step": "talked"}).status_code == HTTPStatus.FORBIDDEN
    assert browser.post(url, {"step": "nonsense"}).status_code == HTTPStatus.BAD_REQUEST
    for _twice in range(2):
        page = browser.post(url, {"step": "snooze"}, follow=True).content.decode()
    assert "out of the queue for two weeks" in page
    assert "never met" not in page
    assert StaffStep.objects.filter(kind="pair_snoozed").count() == 1


def test_steps_are_kept_and_undone_where_nothing_was_sent(
    pair: Mentorship, coordinator: User, interval: int, now: datetime
) -> None:
    Mentorship.objects.update(started_on=now.date() - 100 * DAY)
    note_talk(pair, by=coordinator, now=now)
    assert [at_risk_pairs(pair.cycle, now=now + days * DAY).exists() for days in (0, interval)] == [False, True]
    talked = StaffStep.objects.get()
    snooze(pair, by=coordinator, now=now)
    undo_step(StaffStep.objects.get(kind="pair_snoozed"), by=coordinator, now=now)
    undo_step(talked, by=coordinator, now=now)
    assert at_risk_pairs(pair.cycle, now=now).exists()
    for _twice in range(2):
        nudge_again(pair, by=coordinator, now=now)
        ask_how_it_is(pair, by=coordinator, now=now)
    assert Message.objects.filter(event="pair_quiet").count() == Message.objects.filter(event="pair_asked").count() == 2
    deliver_due(now)
    assert sorted(email.subject for email in mail.outbox)[0].endswith("how is it going?")

"""Exams and holidays are quiet: reminders wait until they are over, and what is told at once does not."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import User
from notifications.events import get_event
from notifications.models import Message
from notifications.services.outbox import Notice, enqueue_many
from people.models import Enrollment, MentorParticipation
from people.services.invitations import schedule_invitations
from programs.models import Cycle, ExamPeriod, HandbookVersion, Holiday
from programs.notices.quiet_days import after_quiet_days
from programs.services.handbook_notices import remind_of_handbook, schedule_handbook
from tests.factories.matching import MatchRoundFactory
from tests.outbox import deliver_due

State = Message.State
# The instant of the tests is Sunday 20 September 2026, 10:00 in Toronto; the exams begin on the 26th, two in a row.


@pytest.fixture(autouse=True)
def _exams(cycle: Cycle) -> None:
    ExamPeriod.objects.create(cycle=cycle, name="Finals", starts_on=date(2026, 9, 26), ends_on=date(2026, 10, 2))
    ExamPeriod.objects.create(cycle=cycle, name="Orals", starts_on=date(2026, 10, 3), ends_on=date(2026, 10, 9))


def test_reminders_wait_and_go_out_once(
    handbook: HandbookVersion, cycle: Cycle, enrollment: Enrollment, student: User, now: datetime
) -> None:
    cycle.program.reminders["handbook"] = [7, 12]
    schedule_handbook(cycle.program, now=now)
    deliver_due(now + timedelta(days=12))
    waiting, dropped = Message.objects.filter(recipient=student).order_by("state")
    assert (waiting.state, dropped.state) == (State.PENDING, State.SUPPRESSED)
    assert waiting.due_at == datetime(2026, 10, 10, 4, tzinfo=UTC)  # midnight in Toronto
    remind_of_handbook(cycle.program, people=[student.pk], now=now + timedelta(days=13))
    deliver_due(now + timedelta(days=13))
    assert Message.objects.filter(recipient=student, state=State.SENT).count() == 1
    deliver_due(now + timedelta(days=21))
    assert Message.objects.filter(recipient=student, state=State.SENT).count() == 2


def test_an_invitation_is_told_and_its_reminder_waits(cycle: Cycle, enrollment: Enrollment, now: datetime) -> None:
    Enrollment.objects.update(state="invited")
    during = now + timedelta(days=8)
    schedule_invitations(Cycle.objects.select_related("program__institution").get(), now=during)
    deliver_due(during)
    assert Message.objects.filter(event="invitation", state=State.SENT).count() == 1
    deliver_due(during + timedelta(days=5))
    assert not Message.objects.filter(event="invitation", state=State.SENT, payload__reminder=True).exists()


@pytest.mark.parametrize(("closes", "sent"), [(15, True), (40, False)])
def test_a_reminder_that_would_come_too_late_does_not_wait(
    closes: int, sent: bool, cycle: Cycle, enrollment: Enrollment, student: User, now: datetime
) -> None:
    match_round = MatchRoundFactory.create(cycle=cycle, closes_at=now + timedelta(days=closes))
    told = {"closes_at": match_round.closes_at.isoformat()}
    reminder = Notice(
        event="ranking_closes", recipient=student, subject_pk=str(match_round.pk), due_at=now + timedelta(days=10),
        offset="-5d", payload=told, expires_at=match_round.closes_at,
    )  # fmt: skip
    enqueue_many([reminder])
    deliver_due(now + timedelta(days=10))
    assert (Message.objects.get().state == State.SENT) == sent


@pytest.mark.parametrize(("day", "until"), [(25, None), (26, 10), (30, 10)])
def test_exams_in_a_row_are_one_silence(day: int, until: int | None, cycle: Cycle) -> None:
    zone = cycle.program.institution.zone
    found = after_quiet_days(cycle, datetime(2026, 9, day, 12, tzinfo=zone))
    assert (found and (found.month, found.day, found.hour)) == (until and (10, until, 0))


def test_holidays_are_quiet_and_exams_may_follow(cycle: Cycle, participation: MentorParticipation) -> None:
    days = {"starts_on": date(2026, 9, 24), "ends_on": date(2026, 9, 25)}
    Holiday.objects.create(institution=cycle.program.institution, name="Founders’ days", **days)
    zone = cycle.program.institution.zone
    during, after = datetime(2026, 9, 24, 12, tzinfo=zone), datetime(2026, 10, 10, tzinfo=zone)
    assert after_quiet_days(cycle, during) == after
    told = get_event("training_due").waits_until
    assert told
    by_itself = Message(event="training_due", subject_pk=str(participation.pk), dedupe_key="training_due:1:x:1:-3d")
    assert told(by_itself, during) == after
    by_itself.expires_at = after
    assert told(by_itself, during) is None
    by_hand = Message(event="training_due", subject_pk=str(participation.pk), dedupe_key="training_due:1:0:1:on 2026")
    assert told(by_hand, during) is None
    assert get_event("session_tomorrow").waits_until is None

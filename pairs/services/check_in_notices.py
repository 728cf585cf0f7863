"""Who hears of check-ins: the two when one opens, coordinators when somebody asks for a talk."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from notifications.services.outbox import Notice, enqueue_many
from pairs.models import CheckIn, Mentorship
from pairs.notices.check_ins import CHECK_IN_OPEN, TALK_WANTED, CheckInPayload
from pairs.queries.check_ins import Opened, opened_on
from programs.models import Appointment, Cycle, CycleState, ReminderKind

# After a stop of the worker, one that opened longer ago is not announced any more.
_LATE = timedelta(days=3)


def announce_check_ins(*, now: datetime) -> int:
    """Queue the notices of check-ins that have opened, and their reminders; return of how many pairs.

    Asking again changes nothing.
    """
    running = Cycle.objects.filter(state=CycleState.RUNNING).select_related("program__institution")
    return sum(_announce_in(cycle, now) for cycle in running.order_by("pk"))


def _announce_in(cycle: Cycle, now: datetime) -> int:
    day, found = cycle.local_day(now), 0
    for pair in cycle.mentorships.filter(state=Mentorship.State.ACTIVE).select_related("mentee", "mentor"):
        pair.cycle = cycle
        opened = [each for each in opened_on(pair) if day - _LATE <= each.since <= day]
        enqueue_many(notice for each in opened for notice in _notices(pair, each, now))
        found += bool(opened)
    return found


def _notices(pair: Mentorship, opened: Opened, now: datetime) -> Iterator[Notice]:
    for days in (0, *pair.cycle.program.reminder_days(ReminderKind.CHECK_INS)):
        due = now + timedelta(days=days)
        for person in (pair.mentee, pair.mentor):
            yield Notice(
                event=CHECK_IN_OPEN,
                recipient=person,
                subject_pk=str(pair.pk),
                due_at=due,
                revision=opened.kind.value,
                offset=f"+{days}d",
                payload=CheckInPayload(kind=opened.kind.value),
                expires_at=due + _LATE,
            )


def tell_coordinators(check_in: CheckIn, *, now: datetime) -> None:
    """Tell the coordinators of the program, who are neither of the two, that somebody would like to talk."""
    pair = check_in.mentorship
    appointed = Appointment.objects.of_coordinators().filter(program=pair.cycle.program_id)
    others = appointed.exclude(user__in=(pair.mentee_id, pair.mentor_id)).select_related("user")
    enqueue_many(
        Notice(
            event=TALK_WANTED,
            recipient=each.user,
            subject_pk=str(check_in.pk),
            due_at=now,
            revision=f"{now.timestamp():.0f}",
        )
        for each in others
    )

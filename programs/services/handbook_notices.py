"""The notices of a handbook: that a version is in force, and reminders to those who have not acknowledged it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from notifications.services.outbox import Notice, enqueue_many
from programs.models import HandbookVersion, Program, ReminderKind
from programs.notices.events import HANDBOOK_PUBLISHED, HandbookPayload, reminder_after, reminder_of_day
from programs.queries.handbooks import asked_to_acknowledge, people_of, published_handbook


def announce_handbook(version: HandbookVersion, *, now: datetime) -> None:
    """Tell everybody who takes part that a version is in force, and remind those who are to acknowledge it."""
    people = {person.pk: person for group in people_of(version.program).values() for person in group}
    enqueue_many(Notice(recipient=person, due_at=now, **_about(version)) for person in people.values())
    schedule_handbook(version.program, now=now)


def schedule_handbook(program: Program, *, now: datetime, people: Collection[int] | None = None) -> None:
    """Queue the reminders to whom the handbook in force waits for, as many days from now as the program says.

    Called by everything that changes whom it waits for. What is queued already stays; what was dropped while somebody
    was away is queued anew.

    Args:
        program: with or without a handbook in force.
        now: the instant of the change.
        people: primary keys of those whom the change touched; None means everybody.
    """
    version = published_handbook(program)
    if version is None:
        return
    touched = None if people is None else frozenset(people)
    asked = [person for person in asked_to_acknowledge(program) if touched is None or person.pk in touched]
    reminders = (
        Notice(
            recipient=person,
            due_at=now + timedelta(days=days),
            offset=reminder_after(days),
            payload=HandbookPayload(reminder=True),
            **_about(version),
        )
        for person in asked
        for days in program.reminder_days(ReminderKind.HANDBOOK)
    )
    enqueue_many(reminders, matter_again=True)


def remind_of_handbook(program: Program, *, people: Collection[int], now: datetime) -> int:
    """Remind at once those of `people`, primary keys, whom the handbook waits for; once a day at most.

    Returns how many are reminded now.
    """
    version = published_handbook(program)
    if version is None:
        return 0
    asked = asked_to_acknowledge(program).filter(pk__in=people)
    return enqueue_many(
        Notice(
            recipient=person,
            due_at=now,
            offset=reminder_of_day(program.institution.local_day(now)),
            payload=HandbookPayload(reminder=True),
            **_about(version),
        )
        for person in asked
    )


def _about(version: HandbookVersion) -> dict[str, Any]:
    return {"event": HANDBOOK_PUBLISHED, "subject_pk": str(version.pk)}

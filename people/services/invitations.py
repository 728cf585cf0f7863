"""Invitations by e-mail: with a way in, and again while nobody answers."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from notifications.services.outbox import Notice, enqueue_many
from people.errors import NobodyToInvite
from people.models import Enrollment, MentorParticipation
from people.notices.events import InvitationPayload
from people.queries.invitations import (
    INVITATION,
    PERSON,
    Record,
    invitable_again,
    person_of,
    silent_mentees,
    silent_mentors,
    subject_of,
)
from programs.models import Appointment, Cycle, ReminderKind
from programs.models.reminders import USUAL_REMINDERS
from programs.policies import enrollment_is_open

_HOLDS_FOR = timedelta(days=5)
_Row = TypeVar("_Row", Enrollment, MentorParticipation, Appointment)


def schedule_invitations(
    cycle: Cycle,
    *,
    now: datetime,
    people: Iterable[int] | None = None,
    newcomers: Iterable[Enrollment | MentorParticipation] = (),
) -> None:
    """Queue an e-mail with a way in for everybody who is invited to the cycle and silent, and the reminders.

    Called by everything that brings people in, and when enrolling opens: until then nothing is sent. What is queued
    already stays, so nobody is invited twice.

    Args:
        cycle: the year.
        now: the instant of the change.
        people: primary keys of those whom the change touched; None means everybody.
        newcomers: who has just come in; they are told even when they have signed in before and take part at once.
    """
    if not enrollment_is_open(cycle, invited=True):
        return
    touched = None if people is None else frozenset(people)
    silent: list[Record] = [*silent_mentees(cycle), *silent_mentors(cycle)]
    told = [record for record in silent if touched is None or person_of(record).pk in touched]
    known = {subject_of(record) for record in told}
    told += [record for record in newcomers if subject_of(record) not in known]
    again = cycle.program.reminder_days(ReminderKind.INVITATION)
    enqueue_many(item for record in told for item in _notices(record, now, again))


def invite_appointed(appointment: Appointment, *, now: datetime) -> None:
    """Tell somebody who was appointed, at once, with a way in; again while they have never signed in."""
    enqueue_many(_notices(appointment, now, USUAL_REMINDERS[ReminderKind.INVITATION]))


@transaction.atomic
def invite_again(rows: QuerySet[_Row], *, now: datetime) -> int:
    """Send the invitation once more to those of `rows` who may get it, at most once a day for each person.

    Args:
        rows: enrollments or participations of a cycle, or appointments.
        now: the instant.

    Returns:
        How many people are written to.

    Raises:
        NobodyToInvite: all have answered, have signed in, or were written to within a day.
    """
    person = PERSON[rows.model]
    # Whoever else invites them at this moment waits here, and then finds them written to.
    people = User.objects.filter(pk__in=rows.order_by().values(person)).order_by("pk")
    list(people.select_for_update(no_key=True).values_list("pk"))
    told: dict[int, Record] = {}
    for record in invitable_again(rows, now=now).select_related(person):
        told.setdefault(person_of(record).pk, record)
    if not told:
        raise NobodyToInvite(_("There’s nobody left to invite again. They have answered, or got an email today."))
    enqueue_many([_by_hand(record, now) for record in told.values()])
    return len(told)


def _by_hand(record: Record, now: datetime) -> Notice:
    return Notice(
        event=INVITATION,
        recipient=person_of(record),
        subject_pk=subject_of(record),
        revision=f"again-{now.isoformat()}",
        due_at=now,
        expires_at=now + _HOLDS_FOR,
        payload=InvitationPayload(due=now.isoformat(), reminder=True, by_hand=True),
    )


def _notices(record: Record, now: datetime, again: Sequence[int]) -> Iterator[Notice]:
    person, subject = person_of(record), subject_of(record)
    yield Notice(
        event=INVITATION,
        recipient=person,
        subject_pk=subject,
        due_at=now,
        payload=InvitationPayload(due=now.isoformat()),
    )
    for after in (timedelta(days=days) for days in again):
        yield Notice(
            event=INVITATION,
            recipient=person,
            subject_pk=subject,
            offset=f"+{after.days}d",
            due_at=now + after,
            expires_at=now + after + _HOLDS_FOR,
            payload=InvitationPayload(due=(now + after).isoformat(), reminder=True),
        )

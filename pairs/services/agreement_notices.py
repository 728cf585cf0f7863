"""Who hears what about an agreement, and when. Called inside the transaction that changes it."""

from datetime import datetime, timedelta

from accounts.models import User
from notifications.services.outbox import Notice, enqueue_many
from pairs.models import AgreementVersion, Mentorship
from pairs.notices.agreements import AGREEMENT_CHANGED, AGREEMENT_SIGNED, AGREEMENT_UNSIGNED, AgreementPayload
from programs.models import ReminderKind

_LATE = timedelta(days=3)


def announce_version(pair: Mentorship, version: AgreementVersion, *, by: User, now: datetime) -> None:
    """Tell the other that there is something new to read and sign, and remind both until they have signed it."""
    _tell(AGREEMENT_CHANGED, pair, version, pair.other_of(by), now)
    remind_to_sign(pair, number=version.number, now=now)


def announce_signature(pair: Mentorship, version: AgreementVersion, *, by: User, complete: bool, now: datetime) -> None:
    """Tell the other that one has signed: whether it is their turn, or all is signed."""
    payload = AgreementPayload(number=version.number, complete=complete)
    _tell(AGREEMENT_SIGNED, pair, version, pair.other_of(by), now, payload)


def _tell(
    event: str,
    pair: Mentorship,
    version: AgreementVersion,
    to: User,
    now: datetime,
    payload: AgreementPayload | None = None,
) -> None:
    payload = payload or AgreementPayload(number=version.number, complete=False)
    number = str(version.number)
    notice = Notice(event=event, recipient=to, subject_pk=str(pair.pk), due_at=now, revision=number, payload=payload)
    enqueue_many([notice])


def remind_to_sign(pair: Mentorship, *, number: int, now: datetime) -> None:
    """Queue the reminders of whoever has not signed version `number` by then; 0 where nothing is written."""
    days = pair.cycle.program.reminder_days(ReminderKind.AGREEMENT)
    people = (pair.mentee, pair.mentor)
    enqueue_many(_reminder(pair, person, number, timedelta(days=each), now) for person in people for each in days)


def _reminder(pair: Mentorship, to: User, number: int, after: timedelta, now: datetime) -> Notice:
    return Notice(
        event=AGREEMENT_UNSIGNED,
        recipient=to,
        subject_pk=str(pair.pk),
        due_at=now + after,
        revision=str(number),
        offset=f"+{after.days}d",
        payload=AgreementPayload(number=number, complete=False),
        expires_at=now + after + _LATE,
    )

"""Who hears what about a session, and when. Called inside the transaction that changes the session."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from accounts.models import User
from notifications.services import enqueue
from sessions.models import Attendance, MentoringSession

DAY_BEFORE = timedelta(hours=24)
LOG_REMINDERS = (timedelta(days=2), timedelta(days=7))

_GONE = (Attendance.State.DECLINED, Attendance.State.EXCUSED)


def _tell(
    event: str,
    session: MentoringSession,
    to: User,
    *,
    due_at: datetime,
    revision: str | None = None,
    offset: str = "0",
    expires_at: datetime | None = None,
) -> None:
    enqueue(
        event=event,
        recipient=to,
        subject_pk=str(session.pk),
        revision=str(session.sequence) if revision is None else revision,
        offset=offset,
        payload={"sequence": session.sequence},
        due_at=due_at,
        expires_at=expires_at,
    )


def _people(session: MentoringSession, *states: str) -> list[User]:
    attendances = session.attendances.select_related("user").order_by("pk")
    found = attendances.filter(state__in=states) if states else attendances.exclude(state__in=_GONE)
    return [attendance.user for attendance in found]


def _leaders(session: MentoringSession) -> Iterable[User]:
    if session.mentorship is not None:
        return [session.mentorship.mentor]
    return [one.user for one in session.attendances.filter(leads=True).select_related("user")]


def session_proposed(session: MentoringSession, *, to: User, now: datetime) -> None:
    """A time was suggested, or somebody is invited."""
    _tell("session_proposed", session, to, due_at=now, expires_at=session.starts_at)


def session_agreed(session: MentoringSession, *, to: User, now: datetime) -> None:
    """The other side accepted the suggested time."""
    _tell("session_agreed", session, to, due_at=now, expires_at=session.starts_at)


def session_planned(session: MentoringSession, *, now: datetime, only: User | None = None) -> None:
    """Put the reminders of a scheduled session into the outbox: the day before, and for the missing log.

    Args:
        session: scheduled.
        now: reminders that would lie before it are left out.
        only: one person who joined; everybody who comes otherwise.
    """
    remind_at = session.starts_at - DAY_BEFORE
    for person in [only] if only else _people(session, Attendance.State.CONFIRMED):
        if remind_at > now:
            _tell("session_tomorrow", session, person, due_at=remind_at, offset="-24h", expires_at=session.starts_at)
    for after in LOG_REMINDERS:
        for leader in [] if only else _leaders(session):
            due_at = session.ends_at + after
            expires_at = due_at + timedelta(days=3)
            _tell("log_missing", session, leader, due_at=due_at, offset=f"+{after.days}d", expires_at=expires_at)


def session_changed(session: MentoringSession, *, by: User, now: datetime) -> None:
    """The session has another time or place: everybody but who moved it hears at once."""
    for person in _people(session):
        if person.pk != by.pk:
            _tell("session_changed", session, person, due_at=now, expires_at=session.starts_at)


def session_cancelled(session: MentoringSession, *, by: User | None, now: datetime) -> None:
    """The session does not take place: everybody but who cancelled it hears at once."""
    for person in _people(session):
        if by is None or person.pk != by.pk:
            _tell("session_cancelled", session, person, due_at=now, expires_at=session.ends_at)


def place_free(session: MentoringSession, *, to: User, now: datetime) -> None:
    """Somebody moved up from the waiting list and has a place."""
    _tell("place_free", session, to, due_at=now, expires_at=session.starts_at)


def log_to_check(session: MentoringSession, *, after: datetime | None, now: datetime) -> None:
    """The mentor logged the session; the mentee is asked whether that is right.

    Args:
        session: logged.
        after: when the mentee disputed the log that is corrected now, or None for the first log.
        now: the instant of the log.
    """
    if session.mentorship is not None:
        revision = "first" if after is None else f"{after.timestamp():.0f}"
        _tell("log_to_check", session, session.mentorship.mentee, due_at=now, revision=revision)


def log_disputed(session: MentoringSession, *, now: datetime) -> None:
    """The mentee says that something differs; the mentor looks at the log again."""
    if session.mentorship is not None:
        revision = f"{now.timestamp():.0f}"
        _tell("log_disputed", session, session.mentorship.mentor, due_at=now, revision=revision)

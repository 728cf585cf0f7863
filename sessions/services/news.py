"""Who hears what about a session, and when. Called inside the transaction that changes the session."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from notifications.services import News, enqueue_many
from sessions.models import Attendance, MentoringSession

DAY_BEFORE = timedelta(hours=24)
LOG_REMINDERS = (timedelta(days=2), timedelta(days=7))

_GONE = (Attendance.State.DECLINED, Attendance.State.EXCUSED)


def _item(event: str, session: MentoringSession, to: User, *, due_at: datetime, **more: Any) -> News:
    """One message about a session; a move or a cancellation makes it news again."""
    return News(
        event=event,
        recipient=to,
        subject_pk=str(session.pk),
        payload={"sequence": session.sequence},
        due_at=due_at,
        **{"revision": str(session.sequence)} | more,
    )


def _people(session: MentoringSession, *states: str) -> list[User]:
    attendances = session.attendances.select_related("user").order_by("pk")
    found = attendances.filter(state__in=states) if states else attendances.exclude(state__in=_GONE)
    return [attendance.user for attendance in found]


def _leaders(session: MentoringSession) -> Iterable[User]:
    if session.mentorship is not None:
        return [session.mentorship.mentor]
    return [one.user for one in session.attendances.filter(leads=True).select_related("user")]


def session_proposed(session: MentoringSession, *, to: Iterable[User], now: datetime) -> None:
    """A time was suggested, or people are invited."""
    enqueue_many(_item("session_proposed", session, one, due_at=now, expires_at=session.starts_at) for one in to)


def session_agreed(session: MentoringSession, *, to: User, now: datetime) -> None:
    """The other side accepted the suggested time."""
    enqueue_many([_item("session_agreed", session, to, due_at=now, expires_at=session.starts_at)])


def session_planned(session: MentoringSession, *, now: datetime, only: User | None = None) -> None:
    """Put the reminders of a scheduled session into the outbox: the day before, and for the missing log.

    Args:
        session: scheduled.
        now: a reminder that would lie before it is left out.
        only: one person who joined; everybody who comes otherwise.
    """
    remind_at = session.starts_at - DAY_BEFORE
    coming = [only] if only else _people(session, Attendance.State.CONFIRMED)
    items = [
        _item("session_tomorrow", session, one, due_at=remind_at, offset="-24h", expires_at=session.starts_at)
        for one in coming
        if remind_at > now
    ]
    enqueue_many(items + ([] if only else _log_reminders(session)))


def _log_reminders(session: MentoringSession) -> list[News]:
    return [
        _item(
            "log_missing",
            session,
            leader,
            due_at=session.ends_at + after,
            offset=f"+{after.days}d",
            expires_at=session.ends_at + after + timedelta(days=3),
        )
        for after in LOG_REMINDERS
        for leader in _leaders(session)
    ]


def session_changed(session: MentoringSession, *, by: User, now: datetime) -> None:
    """The session has another time or place: everybody but who moved it hears at once."""
    enqueue_many(
        _item("session_changed", session, one, due_at=now, expires_at=session.starts_at)
        for one in _people(session)
        if one.pk != by.pk
    )


def session_cancelled(session: MentoringSession, *, by: User | None, now: datetime) -> None:
    """The session does not take place: everybody but who cancelled it hears at once."""
    enqueue_many(
        _item("session_cancelled", session, one, due_at=now, expires_at=session.ends_at)
        for one in _people(session)
        if by is None or one.pk != by.pk
    )


def place_free(session: MentoringSession, *, to: User, now: datetime) -> None:
    """Somebody moved up from the waiting list and has a place."""
    enqueue_many([_item("place_free", session, to, due_at=now, expires_at=session.starts_at)])


def log_to_check(session: MentoringSession, *, after: datetime | None, now: datetime) -> None:
    """The mentor logged the session; the mentee is asked whether that is right.

    Args:
        session: logged.
        after: when the mentee disputed the log that is corrected now, or None for the first log.
        now: the instant of the log.
    """
    if session.mentorship is not None:
        revision = "first" if after is None else f"{after.timestamp():.0f}"
        enqueue_many([_item("log_to_check", session, session.mentorship.mentee, due_at=now, revision=revision)])


def log_disputed(session: MentoringSession, *, now: datetime) -> None:
    """The mentee says that something differs; the mentor looks at the log again."""
    if session.mentorship is not None:
        revision = f"{now.timestamp():.0f}"
        enqueue_many([_item("log_disputed", session, session.mentorship.mentor, due_at=now, revision=revision)])

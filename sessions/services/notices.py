"""Who hears what about a session, and when. Called inside the transaction that changes the session."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from notifications.services.outbox import Notice, enqueue_many
from sessions.models import Attendance, MentoringSession, TimeSuggestion

DAY_BEFORE = timedelta(hours=24)
HOUR_BEFORE = timedelta(hours=1)
LOG_REMINDERS = (timedelta(days=2), timedelta(days=7))

_GONE = (Attendance.State.DECLINED, Attendance.State.EXCUSED)


def _item(event: str, session: MentoringSession, to: User, *, due_at: datetime, **more: Any) -> Notice:
    """One message about a session; after a move or a cancellation it is told again."""
    return Notice(
        event=event,
        recipient=to,
        subject_pk=str(session.pk),
        due_at=due_at,
        **{"revision": str(session.sequence), "payload": {"sequence": session.sequence}} | more,
    )


def _attendances(sessions: Sequence[MentoringSession]) -> list[tuple[MentoringSession, Attendance]]:
    """Everybody who is not gone, with the session as the caller holds it."""
    held = {session.pk: session for session in sessions}
    found = Attendance.objects.filter(session__in=held).exclude(state__in=_GONE).select_related("user")
    return [(held[one.session_id], one) for one in found.order_by("session__starts_at", "pk")]


def _leaders(session: MentoringSession, attendances: Iterable[tuple[MentoringSession, Attendance]]) -> list[User]:
    if session.mentorship is not None:
        return [session.mentorship.mentor]
    return [one.user for of, one in attendances if of.pk == session.pk and one.leads]


def session_proposed(session: MentoringSession, *, to: Iterable[User], now: datetime) -> None:
    """A time was suggested, or people are invited."""
    enqueue_many(_item("session_proposed", session, one, due_at=now, expires_at=session.starts_at) for one in to)


def session_agreed(session: MentoringSession, *, to: User, now: datetime) -> None:
    """The other side accepted the suggested time."""
    enqueue_many([_item("session_agreed", session, to, due_at=now, expires_at=session.starts_at)])


def sessions_planned(sessions: Sequence[MentoringSession], *, now: datetime) -> None:
    """Put the reminders of scheduled sessions into the outbox: the day and the hour before, and for the missing log.

    Args:
        sessions: scheduled.
        now: a reminder that would lie before it is left out.
    """
    attendances = _attendances(sessions)
    coming = [(session, one.user) for session, one in attendances if one.state == Attendance.State.CONFIRMED]
    reminders = [item for session, person in coming for item in _upcoming(session, person, now)]
    logs = [_log_missing(session, to) for session in sessions for to in _leaders(session, attendances)]
    enqueue_many(reminders + [item for pair in logs for item in pair])


def somebody_joined(session: MentoringSession, *, who: User, now: datetime) -> None:
    """Remind one more person before the session."""
    enqueue_many(_upcoming(session, who, now))


def _upcoming(session: MentoringSession, to: User, now: datetime) -> list[Notice]:
    """The reminders that still lie ahead; who did not ask for the later one is not sent it."""
    return [
        _item(event, session, to, due_at=due_at, offset=offset, expires_at=session.starts_at)
        for event, offset, before in (("session_tomorrow", "-24h", DAY_BEFORE), ("session_soon", "-1h", HOUR_BEFORE))
        if (due_at := session.starts_at - before) > now
    ]


def _log_missing(session: MentoringSession, to: User) -> list[Notice]:
    return [
        _item(
            "log_missing",
            session,
            to,
            due_at=session.ends_at + after,
            offset=f"+{after.days}d",
            expires_at=session.ends_at + after + timedelta(days=3),
        )
        for after in LOG_REMINDERS
    ]


def session_changed(session: MentoringSession, *, by: User, now: datetime) -> None:
    """The session has another time or place: everybody but who moved it hears at once."""
    enqueue_many(
        _item("session_changed", session, one.user, due_at=now, expires_at=session.starts_at)
        for session, one in _attendances([session])
        if one.user_id != by.pk
    )


def _about_move(event: str, suggestion: TimeSuggestion, to: User, now: datetime) -> None:
    batch = str(suggestion.batch)
    session = suggestion.session
    payload = {"sequence": session.sequence, "batch": batch}
    item = _item(event, session, to, due_at=now, revision=batch, payload=payload, expires_at=session.starts_at)
    enqueue_many([item])


def move_suggested(suggestion: TimeSuggestion, *, to: User, now: datetime) -> None:
    """Another time was suggested for an agreed session; the other is asked."""
    _about_move("move_suggested", suggestion, to, now)


def move_declined(suggestion: TimeSuggestion, *, now: datetime) -> None:
    """The other time does not suit; who suggested it hears that the session stays."""
    _about_move("move_declined", suggestion, suggestion.by, now)


def move_withdrawn(suggestion: TimeSuggestion, *, to: User, now: datetime) -> None:
    """Nobody has to answer any more; the session stays."""
    _about_move("move_withdrawn", suggestion, to, now)


def sessions_cancelled(sessions: Sequence[MentoringSession], *, by: User | None, now: datetime) -> None:
    """Sessions cancelled: everybody but who cancelled them hears at once.

    Of sessions of one pair, or of one series, one message tells: it is about the first of them, and dates the others.
    """
    together: dict[tuple[Any, ...], list[MentoringSession]] = {}
    for session, one in _attendances(sessions):
        if by is None or one.user_id != by.pk:
            alone = "" if session.mentorship_id or session.series_id else session.pk
            kind = (session.mentorship_id, None if session.mentorship_id else session.series_id, alone)
            together.setdefault((one.user, *kind), []).append(session)
    enqueue_many(_cancellation(own, to, now) for (to, *_kind), own in together.items())


def _cancellation(own: list[MentoringSession], to: User, now: datetime) -> Notice:
    first, *others = own
    payload: dict[str, Any] = {"sequence": first.sequence}
    if others:
        payload["others"] = [str(one.pk) for one in others]
    return _item("session_cancelled", first, to, due_at=now, payload=payload, expires_at=own[-1].ends_at)


def place_free(session: MentoringSession, *, to: User, now: datetime) -> None:
    """Somebody moved up from the waiting list, or was put on, and has a place; again whenever it happens again."""
    revision = f"{session.sequence}-{now.isoformat()}"
    enqueue_many([_item("place_free", session, to, due_at=now, revision=revision, expires_at=session.starts_at)])


def place_withdrawn(session: MentoringSession, *, to: User, now: datetime) -> None:
    """Somebody was taken off the list and is not expected any more."""
    revision = f"{session.sequence}-{now.isoformat()}"
    enqueue_many([_item("place_withdrawn", session, to, due_at=now, revision=revision, expires_at=session.starts_at)])


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
    """Mentee asked for a change; the mentor looks at the log again."""
    if session.mentorship is not None:
        revision = f"{now.timestamp():.0f}"
        enqueue_many([_item("log_disputed", session, session.mentorship.mentor, due_at=now, revision=revision)])

"""Who hears what about a session, and when. Called inside the transaction that changes the session."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from notifications.services.outbox import Notice, enqueue_many
from programs.models import ReminderKind
from sessions.models import Attendance, MentoringSession, Mode, SessionMessage, TimePoll, TimeSuggestion
from sessions.notices import SessionPayload

DAY_BEFORE = timedelta(hours=24)
HOUR_BEFORE = timedelta(hours=1)

_NOT_COMING = (Attendance.State.DECLINED, Attendance.State.EXCUSED)


def _notice(
    event: str,
    session: MentoringSession,
    to: User,
    *,
    due_at: datetime,
    revision: str = "",
    offset: str = "0",
    payload: SessionPayload | None = None,
    noted: bool = False,
    expires_at: datetime | None = None,
) -> Notice:
    """One message about a session; after a move or a cancellation it is told again."""
    payload = payload or SessionPayload(sequence=session.sequence)
    if noted:
        payload["noted"] = True
    return Notice(
        event=event,
        recipient=to,
        subject_pk=str(session.pk),
        due_at=due_at,
        revision=revision or str(session.sequence),
        offset=offset,
        payload=payload,
        expires_at=expires_at,
    )


def _attendances(sessions: Sequence[MentoringSession]) -> list[tuple[MentoringSession, Attendance]]:
    """Everybody who is not gone, with the session as the caller holds it."""
    held = {session.pk: session for session in sessions}
    found = Attendance.objects.filter(session__in=held).exclude(state__in=_NOT_COMING).select_related("user")
    return [(held[one.session_id], one) for one in found.order_by("session__starts_at", "pk")]


def _leaders(session: MentoringSession, attendances: Iterable[tuple[MentoringSession, Attendance]]) -> list[User]:
    if session.mentorship is not None:
        return [session.mentorship.mentor]
    own = [one for of, one in attendances if of.pk == session.pk]
    if session.is_of_peers:
        return [one.user for one in own if one.state == Attendance.State.CONFIRMED]
    return [one.user for one in own if one.leads]


def announce_proposal(session: MentoringSession, *, to: Iterable[User], noted: bool = False, now: datetime) -> None:
    """Tell those who answer that a time was proposed, or that they are invited."""
    enqueue_many(
        _notice("session_proposed", session, one, due_at=now, noted=noted, expires_at=session.starts_at) for one in to
    )


def announce_booking(session: MentoringSession, *, noted: bool, now: datetime) -> None:
    """Tell both of a pair that one of them has booked office hours of the other."""
    enqueue_many(
        _notice("session_booked", session, one.user, due_at=now, noted=noted, expires_at=session.starts_at)
        for session, one in _attendances([session])
    )


def announce_agreement(session: MentoringSession, *, by: User, to: User, now: datetime) -> None:
    """Tell who proposed a time that the other accepted it, and put it into the calendars of both as agreed."""
    enqueue_many(
        _notice(event, session, one, due_at=now, expires_at=session.starts_at)
        for event, one in (("session_agreed", to), ("session_accepted", by))
    )


def schedule_reminders(sessions: Sequence[MentoringSession], *, now: datetime) -> None:
    """Put the reminders of scheduled sessions into the outbox: days and an hour before, and for the missing log.

    Args:
        sessions: scheduled, of one year.
        now: a reminder that would lie before it is left out.
    """
    attendances = _attendances(sessions)
    coming = [(session, one.user) for session, one in attendances if one.state == Attendance.State.CONFIRMED]
    before = _days(sessions, ReminderKind.SESSIONS)
    reminders = [item for session, person in coming for item in _upcoming(session, person, before, now)]
    leaders = [(session, to) for session in sessions for to in _leaders(session, attendances)]
    days = _days(sessions, ReminderKind.LOGS)
    logs = [item for session, to in leaders for item in _log_missing(session, to, days)]
    enqueue_many([*reminders, *_links_missing(sessions, now), *logs])


def schedule_reminders_for(session: MentoringSession, *, who: User, now: datetime) -> None:
    """Remind one more person before the session; one of peers also of the log."""
    logs = _log_missing(session, who, _days([session], ReminderKind.LOGS)) if session.is_of_peers else ()
    enqueue_many([*_upcoming(session, who, _days([session], ReminderKind.SESSIONS), now), *logs])


def _upcoming(session: MentoringSession, to: User, days: Sequence[int], now: datetime) -> list[Notice]:
    """The reminders that still lie ahead; who did not ask for the last one is not sent it."""
    ahead = [("session_tomorrow", f"-{24 * day}h", day * DAY_BEFORE) for day in days]
    return [
        _notice(event, session, to, due_at=due_at, offset=offset, expires_at=session.starts_at)
        for event, offset, before in (*ahead, ("session_soon", "-1h", HOUR_BEFORE))
        if (due_at := session.starts_at - before) > now
    ]


def _links_missing(sessions: Iterable[MentoringSession], now: datetime) -> list[Notice]:
    """Ask who planned a session by video for its link, a day before, unless there is one by then."""
    awaited = [one for one in sessions if one.mode == Mode.VIDEO and not one.join_url]
    planners = User.objects.in_bulk({one.organiser_id for one in awaited}) if awaited else {}
    return [
        _notice(
            "link_missing",
            one,
            planners[one.organiser_id],
            due_at=max(one.starts_at - DAY_BEFORE, now),
            offset="-24h",
            expires_at=one.starts_at,
        )
        for one in awaited
    ]


def _days(sessions: Sequence[MentoringSession], kind: ReminderKind) -> list[int]:
    return sessions[0].cycle.program.reminder_days(kind) if sessions else []


def _log_missing(session: MentoringSession, to: User, days: Sequence[int]) -> list[Notice]:
    return [
        _notice(
            "log_missing",
            session,
            to,
            due_at=session.ends_at + after,
            offset=f"+{after.days}d",
            expires_at=session.ends_at + after + timedelta(days=3),
        )
        for after in (timedelta(days=each) for each in days)
    ]


def announce_change(session: MentoringSession, *, was: datetime, by: User, noted: bool = False, now: datetime) -> None:
    """Tell everybody but who changed it that the session has another time or place; `was` is when it would have begun.

    At night only what is soon, or was to be, is told at once.
    """
    about: dict[str, Any] = {"due_at": now, "noted": noted, "expires_at": session.starts_at}
    enqueue_many(
        _notice(
            "session_changed",
            session,
            one.user,
            payload=SessionPayload(sequence=session.sequence, was=was.isoformat()),
            **about,
        )
        for session, one in _attendances([session])
        if one.user_id != by.pk
    )


def _about_move(event: str, suggestion: TimeSuggestion, to: User, now: datetime, *, noted: bool = False) -> None:
    batch = str(suggestion.batch)
    session = suggestion.session
    payload = SessionPayload(sequence=session.sequence, batch=batch)
    until = session.starts_at
    enqueue_many(
        [_notice(event, session, to, due_at=now, revision=batch, payload=payload, noted=noted, expires_at=until)]
    )


def announce_suggestion(suggestion: TimeSuggestion, *, to: User, noted: bool, now: datetime) -> None:
    """Ask the other whether another time suits for an agreed session."""
    _about_move("move_suggested", suggestion, to, now, noted=noted)


def announce_declined_suggestion(suggestion: TimeSuggestion, *, noted: bool, now: datetime) -> None:
    """Tell who suggested another time that it does not suit and the session stays."""
    _about_move("move_declined", suggestion, suggestion.by, now, noted=noted)


def announce_withdrawn_suggestion(suggestion: TimeSuggestion, *, to: User, now: datetime) -> None:
    """Tell the other that nobody has to answer any more; the session stays."""
    _about_move("move_withdrawn", suggestion, to, now)


def announce_cancellation(
    sessions: Sequence[MentoringSession], *, by: User | None, noted: bool = False, now: datetime
) -> None:
    """Tell everybody but who cancelled the sessions, at once.

    Of sessions of one pair, or of one series, one message tells: it is about the first of them, and dates the others.
    """
    together: dict[tuple[User, tuple[str, object]], list[MentoringSession]] = {}
    for session, one in _attendances(sessions):
        if by is None or one.user_id != by.pk:
            together.setdefault((one.user, _told_together(session)), []).append(session)
    enqueue_many(_cancellation(own, to, now, noted=noted) for (to, _which), own in together.items())


def _told_together(session: MentoringSession) -> tuple[str, object]:
    """What the sessions that one message tells of have in common."""
    if session.mentorship_id:
        return "pair", session.mentorship_id
    return ("series", session.series_id) if session.series_id else ("session", session.pk)


def _cancellation(own: list[MentoringSession], to: User, now: datetime, *, noted: bool) -> Notice:
    first, *others = own
    payload = SessionPayload(sequence=first.sequence)
    if others:
        payload["others"] = [str(one.pk) for one in others]
    until = own[-1].ends_at
    return _notice("session_cancelled", first, to, due_at=now, payload=payload, noted=noted, expires_at=until)


def announce_place(session: MentoringSession, *, to: User, now: datetime) -> None:
    """Tell somebody who moved up from the waiting list, or was added, that they have a place; each time it happens."""
    revision = f"{session.sequence}-{now.isoformat()}"
    enqueue_many([_notice("place_free", session, to, due_at=now, revision=revision, expires_at=session.starts_at)])


def announce_passed_place(session: MentoringSession, *, to: User, now: datetime) -> None:
    """Tell somebody who did not claim a place in time that it went to the next."""
    revision = f"{session.sequence}-{now.isoformat()}"
    enqueue_many([_notice("place_passed", session, to, due_at=now, revision=revision, expires_at=session.starts_at)])


def announce_message(message: SessionMessage, *, to: Iterable[User], now: datetime) -> None:
    """Send what was written about a session; it loses its use once the session is long over."""
    enqueue_many(
        Notice(
            event="session_message",
            recipient=one,
            subject_pk=str(message.pk),
            due_at=now,
            expires_at=now + timedelta(days=5),
        )
        for one in to
    )


def announce_lost_place(session: MentoringSession, *, to: User, now: datetime) -> None:
    """Tell somebody who was removed from the list that they are not expected any more."""
    revision = f"{session.sequence}-{now.isoformat()}"
    enqueue_many([_notice("place_withdrawn", session, to, due_at=now, revision=revision, expires_at=session.starts_at)])


def ask_to_check_log(session: MentoringSession, *, after: datetime | None, now: datetime) -> None:
    """Ask the mentee whether the log is right.

    Args:
        session: logged.
        after: when the mentee disputed the log that is corrected now, or None for the first log.
        now: the instant of the log.
    """
    if session.mentorship is not None:
        revision = "first" if after is None else f"{after.timestamp():.0f}"
        enqueue_many([_notice("log_to_check", session, session.mentorship.mentee, due_at=now, revision=revision)])


def announce_dispute(session: MentoringSession, *, now: datetime) -> None:
    """Tell the mentor that the mentee asked for a change to the log."""
    if session.mentorship is not None:
        revision = f"{now.timestamp():.0f}"
        enqueue_many([_notice("log_disputed", session, session.mentorship.mentor, due_at=now, revision=revision)])


def announce_poll(poll: TimePoll, *, to: Iterable[User], until: datetime, now: datetime) -> None:
    """Ask the members of a group which times suit; after the last of them nobody is asked any more."""
    enqueue_many(
        Notice(event="poll_opened", recipient=one, subject_pk=str(poll.pk), due_at=now, expires_at=until) for one in to
    )


def announce_poll_decision(session: MentoringSession, *, to: Iterable[User], now: datetime) -> None:
    """Tell those who said yes to the time that was picked; the others are invited like to any session."""
    enqueue_many(_notice("poll_decided", session, one, due_at=now, expires_at=session.starts_at) for one in to)

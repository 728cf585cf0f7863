"""The log: what the mentor writes after a session."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale, revision_of
from core.undecryptable import UndecryptableText
from pairs.models import GroupMember, MentoringGroup, Mentorship
from sessions.errors import ImpossibleTime, InvalidLog, NotPermitted
from sessions.models import Attendance, MentoringSession, Mode, SentLog, SessionTopic, SharedSummary
from sessions.policies import can_log, leads_group
from sessions.presentation.stored import StoredLog, log_of
from sessions.services import notices
from sessions.services.pulses import ask_how_it_was
from sessions.services.suggestions import close_suggestions

State = MentoringSession.State
Confirmation = MentoringSession.Confirmation
_OUTCOMES = frozenset({State.HELD, State.MISSED, State.CANCELLED})
_PAST = frozenset({Attendance.State.ATTENDED, Attendance.State.EXCUSED, Attendance.State.NO_SHOW})


@dataclass(frozen=True, slots=True)
class SessionLog:
    """What happened.

    Attributes:
        outcome: held, missed or cancelled.
        starts_at: when it began, or should have begun.
        minutes: how long it took, 5 to 480.
        mode: how people met.
        attendance: user's primary key → attended, excused or no-show; who is missing keeps their state.
        topics: kinds of support, `SupportFunction` values.
        summary: what both may read; empty for none.
        confidential: only date and length are kept.
        sent_as: the number that a device gave the log when it kept it; sent again, it is the same log.
    """

    outcome: str
    starts_at: datetime
    minutes: int
    mode: Mode
    attendance: Mapping[int, str] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    summary: str = ""
    confidential: bool = False
    sent_as: uuid.UUID | None = None


@transaction.atomic
def log_session(
    session: MentoringSession, *, by: User, log: SessionLog, now: datetime, began_from: str = ""
) -> MentoringSession:
    """Log a planned session, or correct a log that the mentee has not confirmed.

    Sending the same log twice leaves one log and asks the mentee once; what a device sends again changes nothing,
    whatever has become of the log since. `began_from` is the revision that the form carried.

    Raises:
        EditedMeanwhile: another log was saved, or the mentee has said what differs, since the form was opened.
        NotPermitted: `by` does not lead the session.
        WrongState: cancelled before, or confirmed by the mentee.
        ImpossibleTime: the session has not begun.
        InvalidLog: a confidential log with content, or an overlap with another log of the pair.
    """
    locked = MentoringSession.objects.select_for_update(of=("self",), no_key=True)
    session = locked.select_related("mentorship", "group").get(pk=session.pk)
    if not can_log(by, session):
        raise NotPermitted(_("Only the people who run a session can log it."))
    if _was_received(log, session):
        return session
    if session.confirmation == Confirmation.CONFIRMED:
        raise WrongState(_("This log has been confirmed and can’t be changed."))
    if session.state == State.PROPOSED or (session.state == State.CANCELLED and session.logged_at is None):
        raise WrongState(_("This session was never agreed. Log what took place as a new session."))
    stored = log_of(session)
    refuse_stale(began_from, stored=stored, wanted=_as_stored(log, stored))
    _refuse(log, session, now)
    return _write(session, by, log, now)


def _as_stored(log: SessionLog, stored: StoredLog) -> StoredLog:
    """The log as it would be stored; a summary that is written anew takes the objection to the old one away."""
    return StoredLog(
        starts_at=log.starts_at,
        minutes=log.minutes,
        mode=log.mode,
        confidential=log.confidential,
        outcome=log.outcome,
        topics=sorted(log.topics),
        summary=log.summary,
        requested_change="",
        attendance={**stored["attendance"], **log.attendance},
    )


@transaction.atomic
def log_new_session(
    mentorship: Mentorship, *, by: User, session_id: uuid.UUID, log: SessionLog, now: datetime
) -> MentoringSession:
    """Log a session that stood in nobody's calendar.

    Args:
        mentorship: the pair.
        by: its mentor.
        session_id: chosen when the form was shown; sending the form twice finds the first log.
        log: what happened.
        now: the instant of the step.

    Raises:
        NotPermitted: `by` is not the mentor.
        ImpossibleTime: in the future, or outside the life of the pair.
        InvalidLog: a confidential log with content, or an overlap with another log of the pair.
    """
    mentorship = Mentorship.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=mentorship.pk)
    if by.pk != mentorship.mentor_id:
        raise NotPermitted(_("Only the mentor can log these sessions."))
    session = MentoringSession(
        id=session_id, cycle=mentorship.cycle, mentorship=mentorship, organiser=by, time_zone=by.time_zone
    )
    people = {mentorship.mentee_id: False, mentorship.mentor_id: False}
    return _new(session, by, log, people, now)


@transaction.atomic
def log_new_group_session(
    group: MentoringGroup, *, by: User, session_id: uuid.UUID, title: str, log: SessionLog, now: datetime
) -> MentoringSession:
    """Log a session of a group that stood in nobody's calendar.

    Args:
        group: a circle, a team, a family, or peers.
        by: who leads it, or one of the peers.
        session_id: chosen when the form was shown; sending the form twice finds the first log.
        title: how the session is called.
        log: what happened.
        now: the instant of the step.

    Raises:
        NotPermitted: `by` does not lead the group.
        ImpossibleTime: in the future, or before the group was formed.
        InvalidLog: a confidential log with content, or an overlap with another log of the group.
    """
    group = MentoringGroup.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=group.pk)
    if not leads_group(by, group.pk):
        raise NotPermitted(_("Only the people who run a session can log it."))
    session = MentoringSession(
        id=session_id,
        cycle=group.cycle,
        kind=MentoringSession.Kind.GROUP,
        group=group,
        organiser=by,
        title=title,
        time_zone=by.time_zone,
    )
    members = group.members.current().order_by("pk").values_list("user", "side")
    people = {user: side == GroupMember.Side.MENTOR for user, side in members}
    return _new(session, by, log, people, now)


def _new(
    session: MentoringSession, by: User, log: SessionLog, people: Mapping[int, bool], now: datetime
) -> MentoringSession:
    """Store a session that took place unplanned, unless its form was sent before. `people`: who leads it, by key."""
    received = _was_received(log, session)
    earlier = MentoringSession.objects.filter(pk=session.pk).first()
    if earlier is not None:
        if (earlier.mentorship_id, earlier.group_id) != (session.mentorship_id, session.group_id):
            raise InvalidLog(_("Open the form again and log the session once more."))
        if not received:
            _refuse_other_content(log, earlier)
        return earlier
    _refuse(log, session, now)
    session.starts_at, session.state = log.starts_at, State(log.outcome)
    session.save(force_insert=True)
    Attendance.objects.bulk_create(
        Attendance(session=session, user_id=person, leads=leads) for person, leads in people.items()
    )
    return _write(session, by, log, now)


def _was_received(log: SessionLog, session: MentoringSession) -> bool:
    """Whether the same device has sent this very log of the session before."""
    earlier = SentLog.objects.filter(pk=log.sent_as).first() if log.sent_as else None
    if earlier is not None:
        _refuse_number_of_another(earlier, session)
    return earlier is not None


def _keep_number(log: SessionLog, session: MentoringSession, now: datetime) -> None:
    if log.sent_as is not None:
        defaults = {"session": session, "received_at": now}
        kept, _new = SentLog.objects.get_or_create(pk=log.sent_as, defaults=defaults)
        _refuse_number_of_another(kept, session)


def _refuse_number_of_another(sent: SentLog, session: MentoringSession) -> None:
    if sent.session_id != session.pk:
        raise InvalidLog(_("Open the form again and log the session once more."))


def _refuse_other_content(log: SessionLog, session: MentoringSession) -> None:
    """A form that was sent, changed and sent again must not lose its changes without a word."""
    stored = log_of(session)
    if revision_of(_as_stored(log, stored)) != revision_of(stored):
        raise InvalidLog(_("You’ve already logged this session. To correct it, open it from your list of sessions."))


def _refuse(log: SessionLog, session: MentoringSession, now: datetime) -> None:
    if log.outcome not in _OUTCOMES:
        raise InvalidLog(_("Say whether you met."), field="outcome")
    if log.starts_at > now:
        raise ImpossibleTime(_("You can log a session once it has started."), field="date")
    if not _PAST.issuperset(log.attendance.values()):
        raise InvalidLog(_("Say who was there: a log is about a session in the past."), field="there")
    if log.confidential and (log.summary or log.topics):
        message = _("A confidential session is logged without topics or a summary. Remove them, or uncheck the box.")
        raise InvalidLog(message, field="confidential")
    own = session.mentorship or session.group
    if own is not None:
        _refuse_outside(log, own)
        _refuse_second_log(log, session, own)


def _refuse_outside(log: SessionLog, own: Mentorship | MentoringGroup) -> None:
    day = own.cycle.local_day(log.starts_at)
    if isinstance(own, MentoringGroup):
        if day < own.formed_on:
            raise ImpossibleTime(_("The group wasn’t there on that day. Check the date."), field="date")
    elif day < own.started_on or (own.ended_on is not None and day > own.ended_on):
        raise ImpossibleTime(_("You weren’t paired on that day. Check the date."), field="date")


def _refuse_second_log(log: SessionLog, session: MentoringSession, own: Mentorship | MentoringGroup) -> None:
    if log.outcome != State.HELD:
        return
    for other in own.sessions.filter(state=State.HELD).exclude(pk=session.pk):
        if other.overlaps(log.starts_at, log.minutes):
            raise InvalidLog(_("A session at that time has already been logged."), field="time")


def _write(session: MentoringSession, by: User, log: SessionLog, now: datetime) -> MentoringSession:
    disputed_at = session.confirmed_at if session.confirmation == Confirmation.DISPUTED else None
    session.state = State(log.outcome)
    session.starts_at, session.minutes, session.mode = log.starts_at, log.minutes, log.mode
    session.confidential = log.confidential
    session.logged_by, session.logged_at = by, session.logged_at or now
    checked = session.mentorship is not None and session.state != State.CANCELLED
    session.confirmation = Confirmation.WAITING if checked else Confirmation.NONE
    session.confirmed_at = None
    session.save()
    _keep_number(log, session, now)
    close_suggestions([session], now=now)
    for person, state in log.attendance.items():
        session.attendances.filter(user=person).update(state=state, claim_until=None)
    _write_topics(session, log.topics)
    _write_summary(session, log)
    if checked:
        notices.ask_to_check_log(session, after=disputed_at, now=now)
    transaction.on_commit(lambda: ask_how_it_was(session, now=now))
    return session


def _write_topics(session: MentoringSession, topics: tuple[str, ...]) -> None:
    session.topics.exclude(function__in=topics).delete()
    there = set(session.topics.values_list("function", flat=True))
    SessionTopic.objects.bulk_create(
        SessionTopic(session=session, function=topic) for topic in topics if topic not in there
    )


def _write_summary(session: MentoringSession, log: SessionLog) -> None:
    """Keep the summary; what the mentee said to an older one goes with it.

    One that cannot be opened was not on the form: it goes when there is another, or when nothing is to be kept.
    """
    if log.summary:
        SharedSummary.objects.update_or_create(session=session, defaults={"text": log.summary, "requested_change": ""})
        return
    older = SharedSummary.objects.filter(session=session).first()
    if older and (log.confidential or not isinstance(older.text, UndecryptableText)):
        older.delete()

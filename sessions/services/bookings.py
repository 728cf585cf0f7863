"""A pair books its sessions: one proposes, the other accepts. An agreed session moves in `suggestions`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from pairs.models import Mentorship
from pairs.policies import is_in_pair
from sessions.calendars.recurrence import Repeat, occurrences, recurrence_rule
from sessions.calendars.wall_clock import to_instant
from sessions.errors import DoubleBooked, ImpossibleTime, NotPermitted
from sessions.models import Attendance, MentoringSession, Mode, SessionSeries, StepNote, TimeSuggestion
from sessions.policies import can_meet
from sessions.presentation.stored import StoredPlan
from sessions.queries.office_hours import own_link_of
from sessions.services import notices
from sessions.services.attendance import refuse_double_booking
from sessions.services.choices import close_choices, offer_choices, pick_time, times_to_pick
from sessions.services.leave import refuse_times_in_leave
from sessions.services.step_notes import write_step_note

State = MentoringSession.State
Answer = TimeSuggestion.State


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """When and how people are going to meet.

    Attributes:
        local: naive local time of the (first) session in the organiser's zone.
        minutes: length, 5 to 480.
        mode: how.
        join_url: link to join, or empty.
        location: place, or empty.
        repeat: how often.
        times: how many sessions, the first one included; counts only where it repeats.
        confidential: logged without content.
        also: more local times, of which the other picks one; only for a single session.
    """

    local: datetime
    minutes: int
    mode: Mode
    join_url: str = ""
    location: str = ""
    repeat: Repeat = Repeat.ONCE
    times: int = 1
    confidential: bool = False
    also: tuple[datetime, ...] = ()


@transaction.atomic
def propose_session(
    mentorship: Mentorship, *, by: User, plan: SessionPlan, note: str = "", now: datetime
) -> list[MentoringSession]:
    """Propose a time, up to five to pick from, or a series, to the other of the pair; with a word or without.

    Of several times the last is that of the session, so that the proposal stands as long as one of them is ahead.

    Raises:
        WrongState: the pair is paused or over.
        ImpossibleTime: in the past, in the mentor's leave, too many, or the clocks skip one of them.
        DoubleBooked: the proposer or the pair has something else then.
    """
    mentorship = Mentorship.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=mentorship.pk)
    if not can_meet(by, mentorship):
        raise WrongState(_("You can plan sessions while your mentorship is active."))
    series, starts = create_series(plan, by=by, now=now)
    choices = times_to_pick(starts, () if series else plan.also, by=by, now=now)
    asked = choices or starts
    refuse_times_in_leave(mentorship, asked)
    refuse_double_booking([by.pk], asked, plan.minutes)
    refuse_overlap(mentorship, asked, plan.minutes)
    fields = planned_fields(plan, by=by, host=mentorship.mentor, series=series)
    sessions = [
        MentoringSession(
            cycle=mentorship.cycle,
            mentorship=mentorship,
            state=State.PROPOSED,
            starts_at=start,
            n_times=max(1, len(choices)),
            **fields,
        )
        for start in (choices[-1:] or starts)
    ]
    MentoringSession.objects.bulk_create(sessions)
    _invite_both(sessions, mentorship, by=by, now=now)
    offer_choices(sessions[0], choices[:-1], by=by, now=now)
    noted = write_step_note(sessions[0], by=by, step=StepNote.Step.SUGGESTED, text=note, now=now)
    notices.announce_proposal(sessions[0], to=[mentorship.other_of(by)], noted=noted, now=now)
    return sessions


def create_series(plan: SessionPlan, *, by: User, now: datetime) -> tuple[SessionSeries | None, list[datetime]]:
    """Return the series of `plan` (None for a single session) and its instants, all of them ahead of `now`.

    Raises:
        ImpossibleTime: in the past, or the clocks skip one of the times.
    """
    series = None
    if plan.repeat == Repeat.ONCE:
        starts = [to_instant(plan.local, by.zone)]
    else:
        rule = recurrence_rule(plan.repeat, plan.local, plan.times)
        starts = occurrences(rule, plan.local, by.zone)
        series = SessionSeries.objects.create(rule=rule, time_zone=by.time_zone)
    if starts[0] <= now:
        raise ImpossibleTime(_("Choose a time in the future."), field="date")
    return series, starts


def plan_as_stored(plan: SessionPlan, starts_at: datetime) -> StoredPlan:
    """Return the plan of one session as it would be stored."""
    return StoredPlan(
        starts_at=starts_at, minutes=plan.minutes, mode=plan.mode, location=plan.location, join_url=plan.join_url
    )


class PlannedFields(TypedDict):
    """The fields of a session that follow from its plan and its organiser."""

    organiser: User
    series: SessionSeries | None
    time_zone: str
    minutes: int
    mode: Mode
    join_url: str
    location: str
    confidential: bool


def planned_fields(plan: SessionPlan, *, by: User, host: User, series: SessionSeries | None) -> PlannedFields:
    """Return the fields of a session that `by` organises, but for when it begins.

    By video, and without a link that was typed, people meet where the `host` always does.
    """
    own_room = plan.mode == Mode.VIDEO and not plan.join_url
    return PlannedFields(
        organiser=by,
        series=series,
        time_zone=by.time_zone,
        minutes=plan.minutes,
        mode=plan.mode,
        join_url=own_link_of(host) if own_room else plan.join_url,
        location=plan.location,
        confidential=plan.confidential,
    )


def refuse_overlap(
    mentorship: Mentorship, starts: list[datetime], minutes: int, *, excluding: Iterable[MentoringSession] = ()
) -> None:
    """Refuse a time at which the pair has another session, or a proposal; `excluding` are about to move.

    Raises:
        DoubleBooked: it has.
    """
    others = mentorship.sessions.filter(state__in=MentoringSession.AHEAD)
    ahead = list(others.exclude(pk__in=[one.pk for one in excluding]))
    if any(other.overlaps(start, minutes) for other in ahead for start in starts):
        raise DoubleBooked(
            _("The two of you already have a session or a proposed time then. Choose another time."), field="time"
        )


def _invite_both(sessions: list[MentoringSession], mentorship: Mentorship, *, by: User, now: datetime) -> None:
    Attendance.objects.bulk_create(
        Attendance(
            session=session,
            user_id=person,
            state=Attendance.State.CONFIRMED if person == by.pk else Attendance.State.INVITED,
            answered_at=now if person == by.pk else None,
        )
        for session in sessions
        for person in (mentorship.mentee_id, mentorship.mentor_id)
    )


def _mentorship_of(session: MentoringSession, by: User) -> Mentorship:
    if session.mentorship is None or not is_in_pair(by, session.mentorship):
        raise NotPermitted(_("Only the mentor and the mentee can answer."))
    return session.mentorship


def _open_proposals(session: MentoringSession, by: User, sequence: int | None) -> list[MentoringSession]:
    """Lock the proposals that `by` answers with this one: its whole series, or itself alone."""
    sessions = MentoringSession.objects.select_for_update(of=("self",), no_key=True)
    sessions = sessions.select_related("mentorship__mentee", "mentorship__mentor")
    together = sessions.filter(series=session.series_id) if session.series_id else sessions.filter(pk=session.pk)
    found = list(together.filter(state=State.PROPOSED).order_by("starts_at", "pk"))
    asked = next((one for one in found if one.pk == session.pk), None)
    if asked is None:
        raise WrongState(_("This proposal has already been answered or withdrawn."))
    if sequence is not None and sequence != asked.sequence:
        raise WrongState(_("The proposed time has changed in the meantime. Look at it again, then answer."))
    if Attendance.objects.filter(session=session, user=by, state=Attendance.State.CONFIRMED).exists():
        raise NotPermitted(_("You proposed this time, so the other person answers."))
    return found


@transaction.atomic
def accept_proposal(
    session: MentoringSession,
    *,
    by: User,
    sequence: int | None = None,
    at: datetime | None = None,
    now: datetime,
) -> list[MentoringSession]:
    """Accept a proposed time, and with it the rest of its series; or pick one of several times.

    Args:
        session: proposed.
        by: the one of the pair who was asked.
        sequence: the session's `sequence` on the page that was answered; None answers it as it stands.
        at: which of several proposed times is picked; None picks that of the session.
        now: the instant of the step.

    Raises:
        WrongState: answered, withdrawn or changed by now, or the time has passed.
        NotPermitted: `by` proposed it, or is not of the pair.
        ImpossibleTime: the mentor is on leave then.
        DoubleBooked: one of the two is confirmed elsewhere at that time.
    """
    mentorship = _mentorship_of(session, by)
    if not can_meet(by, mentorship):
        raise WrongState(_("You can plan sessions while your mentorship is active."))
    sessions = _open_proposals(session, by, sequence)
    asked = next(one for one in sessions if one.pk == session.pk)
    pick_time(asked, at, now=now)
    if asked.starts_at <= now:
        raise WrongState(_("That time has passed. Propose another one."))
    sessions = [one for one in sessions if one.starts_at > now]
    both, starts = (mentorship.mentee_id, mentorship.mentor_id), [one.starts_at for one in sessions]
    refuse_times_in_leave(mentorship, starts)
    refuse_double_booking(both, starts, asked.minutes)
    if at is not None:
        refuse_overlap(mentorship, starts, asked.minutes, excluding=sessions)
        asked.save(update_fields=("starts_at", "sequence"))
    close_choices(asked, now=now)
    answers = Attendance.objects.filter(session__in=sessions, user=by)
    answers.update(state=Attendance.State.CONFIRMED, answered_at=now)
    MentoringSession.objects.filter(pk__in=[one.pk for one in sessions]).update(state=State.SCHEDULED, n_times=1)
    notices.schedule_reminders(sessions, now=now)
    notices.announce_agreement(asked, by=by, to=mentorship.other_of(by), now=now)
    return sessions


@transaction.atomic
def decline_proposal(
    session: MentoringSession, *, by: User, sequence: int | None = None, note: str = "", now: datetime
) -> None:
    """Say that what was proposed does not suit, with a word or without; its series falls with it.

    Nothing had been agreed.

    Raises:
        WrongState: answered, withdrawn or changed by now.
        NotPermitted: `by` proposed it, or is not of the pair.
    """
    _mentorship_of(session, by)
    sessions = _open_proposals(session, by, sequence)
    answers = Attendance.objects.filter(session__in=sessions, user=by)
    answers.update(state=Attendance.State.DECLINED, answered_at=now)
    MentoringSession.objects.filter(pk__in=[one.pk for one in sessions]).update(
        state=State.CANCELLED, sequence=F("sequence") + 1
    )
    TimeSuggestion.objects.filter(session__in=sessions).close(Answer.DECLINED, now=now)
    session.refresh_from_db()
    noted = write_step_note(session, by=by, step=StepNote.Step.DECLINED, text=note, now=now)
    fell = MentoringSession.objects.filter(pk__in=[one.pk for one in sessions])
    notices.announce_cancellation(list(fell.select_related("mentorship")), by=by, noted=noted, now=now)


def replace_proposal(
    session: MentoringSession,
    starts: list[datetime],
    *,
    by: User,
    plan: SessionPlan,
    noted: bool = False,
    now: datetime,
) -> None:
    """Put other times in the place of one that nobody has agreed to; it leaves its series, and the other answers.

    The caller holds the lock of the session and has looked that `starts` are free; of several the other picks one.
    """
    was = session.starts_at
    host = session.mentorship.mentor if session.mentorship else by
    for name, value in planned_fields(plan, by=by, host=host, series=None).items():
        setattr(session, name, value)
    session.starts_at, session.n_times = starts[-1], len(starts)
    session.sequence += 1
    session.save()
    session.suggestions.all().close(Answer.REPLACED, now=now)
    offer_choices(session, starts[:-1], by=by, now=now)
    session.attendances.exclude(user=by).update(state=Attendance.State.INVITED, answered_at=None)
    session.attendances.filter(user=by).update(state=Attendance.State.CONFIRMED, answered_at=now)
    notices.announce_change(session, was=was, by=by, noted=noted, now=now)

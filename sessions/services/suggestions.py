"""Moving a session of a pair. What was agreed stands, with its reminders, until the other says yes to another time."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale
from pairs.models import Mentorship
from pairs.policies import is_in_pair
from sessions.calendars.wall_clock import to_instant
from sessions.errors import ImpossibleTime, NotPermitted
from sessions.models import MentoringSession, StepNote, TimeSuggestion
from sessions.policies import can_meet
from sessions.presentation.stored import plan_of
from sessions.services import notices
from sessions.services.attendance import refuse_double_booking
from sessions.services.bookings import SessionPlan, plan_as_stored, refuse_overlap, replace_proposal
from sessions.services.choices import picked_of, times_instead
from sessions.services.leave import refuse_times_in_leave
from sessions.services.step_notes import write_step_note

State = MentoringSession.State
Answer = TimeSuggestion.State
_DETAILS = ("mode", "join_url", "location")


@transaction.atomic
def move_pair_session(
    session: MentoringSession,
    *,
    by: User,
    plan: SessionPlan,
    later_too: bool = False,
    note: str = "",
    now: datetime,
    began_from: str = "",
) -> list[TimeSuggestion]:
    """Propose another time for a session of a pair. A change of link, place or mode alone is told and holds at once.

    A newer suggestion replaces an open one, whoever made it; so does a newer time one that nobody has agreed to yet.

    Args:
        session: proposed or scheduled.
        by: one of the pair.
        plan: when and how they would meet instead; with further times, the other picks one.
        note: a word with it, for the other.
        later_too: shift the later sessions of its series by as many days, to the same time of day.
        now: the instant of the step.
        began_from: the revision that the form carried.

    Returns:
        What the other has to answer; empty where nothing that was agreed would move.

    Raises:
        EditedMeanwhile: when or how the two meet was changed since the form was opened.
        WrongState: the session is over or cancelled, or the pair does not meet.
        ImpossibleTime: in the past, in the mentor's leave, too many, several for a series, or the clocks skip one.
        DoubleBooked: the pair, or who suggests, has something else then.
    """
    sessions = _locked_with_later(session, later_too=later_too)
    first = sessions[0]
    mentorship = _mentorship_of(first)
    if not first.is_ahead or not can_meet(by, mentorship):
        raise WrongState(_("This session can no longer be moved."))
    starts = _shifted(sessions, by=by, local=plan.local)
    refuse_stale(began_from, stored=plan_of(first), wanted=plan_as_stored(plan, starts[0]))
    choices = _choices(sessions, starts[0], by=by, plan=plan, now=now)
    stays = first.state == State.SCHEDULED and (starts[0], plan.minutes) == (first.starts_at, first.minutes)
    if stays and not choices:
        _change_details(sessions, by=by, plan=plan, now=now)
        return []
    _refuse_taken(mentorship, sessions, choices or starts, by=by, minutes=plan.minutes, now=now)
    noted = write_step_note(first, by=by, step=StepNote.Step.MOVED, text=note, now=now)
    if first.state == State.PROPOSED:
        replace_proposal(first, choices or starts, by=by, plan=plan, noted=noted, now=now)
        return []
    moves = [(first, n, start) for n, start in enumerate(choices)]
    moves = moves or [(one, 0, start) for one, start in zip(sessions, starts, strict=True)]
    return _suggest(moves, mentorship, by=by, plan=plan, noted=noted, now=now)


def _choices(
    sessions: list[MentoringSession], start: datetime, *, by: User, plan: SessionPlan, now: datetime
) -> list[datetime]:
    """The times of which the other picks one; none where one was proposed."""
    if plan.also and len(sessions) > 1:
        raise ImpossibleTime(_("Propose several times, or move the later sessions too. A series has one time."))
    return times_instead(sessions[0], start, plan.also, minutes=plan.minutes, by=by, now=now)


def _refuse_taken(
    mentorship: Mentorship,
    sessions: list[MentoringSession],
    starts: list[datetime],
    *,
    by: User,
    minutes: int,
    now: datetime,
) -> None:
    """Refuse to move `sessions` to `starts` where one is past, in a leave, or taken by something else."""
    if min(starts) <= now:
        raise ImpossibleTime(_("Choose a time in the future."), field="date")
    refuse_times_in_leave(mentorship, starts)
    refuse_double_booking([by.pk], starts, minutes, excluding=sessions)
    refuse_overlap(mentorship, starts, minutes, excluding=sessions)


def _locked_with_later(session: MentoringSession, *, later_too: bool) -> list[MentoringSession]:
    """Lock the session, and if asked the later agreed ones of its series."""
    rows = MentoringSession.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("mentorship__mentee", "mentorship__mentor", "mentorship__cycle__program__institution")
    first = rows.get(pk=session.pk)
    if not later_too or first.series_id is None or first.state != State.SCHEDULED:
        return [first]
    later = rows.filter(series=first.series_id, state=State.SCHEDULED, starts_at__gt=first.starts_at)
    return [first, *later.order_by("starts_at", "pk")]


def _shifted(sessions: list[MentoringSession], *, by: User, local: datetime) -> list[datetime]:
    """Where each session would be: the first at `local` on the clock of `by`, the others moved by as many days."""
    days = local.date() - sessions[0].starts_at.astimezone(by.zone).date()
    return [
        to_instant(datetime.combine(one.starts_at.astimezone(by.zone).date() + days, local.time()), by.zone)
        for one in sessions
    ]


def _change_details(sessions: list[MentoringSession], *, by: User, plan: SessionPlan, now: datetime) -> None:
    """How they meet changes, not when: the other is told, and an open suggestion takes the new link along."""
    details = {name: getattr(plan, name) for name in _DETAILS}
    changed = [one for one in sessions if any(getattr(one, name) != value for name, value in details.items())]
    for session in changed:
        for name, value in details.items():
            setattr(session, name, value)
        session.sequence += 1
        session.save(update_fields=(*_DETAILS, "sequence"))
    TimeSuggestion.objects.filter(session__in=changed, state=Answer.OPEN).update(**details)
    if changed:
        notices.announce_change(changed[0], was=changed[0].starts_at, by=by, now=now)
        notices.schedule_reminders(changed, now=now)


def _suggest(
    moves: list[tuple[MentoringSession, int, datetime]],
    mentorship: Mentorship,
    *,
    by: User,
    plan: SessionPlan,
    noted: bool,
    now: datetime,
) -> list[TimeSuggestion]:
    """Ask the other about `moves`: session, number of the option, and start."""
    if moves[0][0].starts_at <= now:
        raise WrongState(_("This session can no longer be moved."))
    batch = uuid.uuid4()
    earlier = TimeSuggestion.objects.filter(session__in=[move[0] for move in moves], state=Answer.OPEN)
    batches = list(earlier.values_list("batch", flat=True))
    TimeSuggestion.objects.filter(batch__in=batches).close(Answer.REPLACED, now=now)
    suggestions = TimeSuggestion.objects.bulk_create(
        TimeSuggestion(
            batch=batch,
            session=session,
            option=option,
            by=by,
            starts_at=start,
            minutes=plan.minutes,
            time_zone=by.time_zone,
            created_at=now,
            **{name: getattr(plan, name) for name in _DETAILS},
        )
        for session, option, start in moves
    )
    notices.announce_suggestion(suggestions[0], to=mentorship.other_of(by), noted=noted, now=now)
    return suggestions


@transaction.atomic
def accept_suggestion(
    batch: uuid.UUID, *, by: User, at: datetime | None = None, now: datetime
) -> list[MentoringSession]:
    """Say yes to another time: the sessions move, and their calendar entries and reminders with them.

    Args:
        batch: what is answered.
        by: who was asked.
        at: which of several times is picked; None where there is one.
        now: the instant of the step.

    Raises:
        WrongState: answered, withdrawn or replaced by now, a time has come, or none of several was picked.
        NotPermitted: `by` suggested it, or is not of the pair.
        ImpossibleTime: the mentor is on leave then.
        DoubleBooked: one of the two is confirmed elsewhere then.
    """
    asked = _answerable(batch, by=by, now=now)
    if asked[0].by_id == by.pk:
        raise NotPermitted(_("You proposed this time, so the other person answers."))
    suggestions = picked_of(asked, at)
    sessions = [one.session for one in suggestions]
    mentorship = _mentorship_of(sessions[0])
    if not can_meet(by, mentorship):
        raise WrongState(_("You can plan sessions while your mentorship is active."))
    starts, minutes = [one.starts_at for one in suggestions], suggestions[0].minutes
    refuse_times_in_leave(mentorship, starts)
    refuse_double_booking((mentorship.mentee_id, mentorship.mentor_id), starts, minutes, excluding=sessions)
    refuse_overlap(mentorship, starts, minutes, excluding=sessions)
    TimeSuggestion.objects.filter(pk__in=[one.pk for one in suggestions]).close(Answer.ACCEPTED, now=now)
    TimeSuggestion.objects.filter(batch=batch).close(Answer.LAPSED, now=now)
    _move(suggestions)
    notices.schedule_reminders(sessions, now=now)
    notices.announce_agreement(sessions[0], by=by, to=mentorship.other_of(by), now=now)
    return sessions


def _move(suggestions: list[TimeSuggestion]) -> None:
    """Put the sessions where they were suggested, one by one and the foremost in the direction of the move first.

    So none is ever on top of the next of its series, which the exclusion constraint would refuse.
    """
    later = suggestions[0].starts_at > suggestions[0].session.starts_at
    for suggestion in sorted(suggestions, key=lambda one: one.starts_at, reverse=later):
        session = suggestion.session
        for name in ("starts_at", "minutes", "time_zone", *_DETAILS):
            setattr(session, name, getattr(suggestion, name))
        session.sequence += 1
        session.save()


@transaction.atomic
def decline_suggestion(batch: uuid.UUID, *, by: User, note: str = "", now: datetime) -> None:
    """Say that the other time does not suit, with a word or without. The session stays at the agreed time.

    Raises:
        WrongState: answered, withdrawn or replaced by now, or one of the two times has come.
        NotPermitted: `by` suggested it, or is not of the pair.
    """
    suggestions = _answerable(batch, by=by, now=now)
    if suggestions[0].by_id == by.pk:
        raise NotPermitted(_("You proposed this time. Withdraw it instead."))
    TimeSuggestion.objects.filter(batch=batch).close(Answer.DECLINED, now=now)
    noted = write_step_note(suggestions[0].session, by=by, step=StepNote.Step.DECLINED, text=note, now=now)
    notices.announce_declined_suggestion(suggestions[0], noted=noted, now=now)


@transaction.atomic
def withdraw_suggestion(batch: uuid.UUID, *, by: User, now: datetime) -> None:
    """Take one's own suggestion back. The session stays at the agreed time.

    Raises:
        WrongState: answered, withdrawn or replaced by now, or one of the two times has come.
        NotPermitted: the other of the pair suggested it.
    """
    suggestions = _answerable(batch, by=by, now=now)
    if suggestions[0].by_id != by.pk:
        raise NotPermitted(_("Only the person who proposed a time can withdraw it."))
    TimeSuggestion.objects.filter(batch=batch).close(Answer.WITHDRAWN, now=now)
    notices.announce_withdrawn_suggestion(
        suggestions[0], to=_mentorship_of(suggestions[0].session).other_of(by), now=now
    )


def close_suggestions(sessions: Iterable[MentoringSession], *, now: datetime) -> None:
    """The sessions do not take place as planned, or did already: nobody has to answer any more."""
    touched = TimeSuggestion.objects.filter(session__in=[one.pk for one in sessions])
    touched.close(Answer.LAPSED, now=now)


def _answerable(batch: uuid.UUID, *, by: User, now: datetime) -> list[TimeSuggestion]:
    """Lock the sessions of a batch, then read what of it can still be answered: first come, first served."""
    asked = TimeSuggestion.objects.filter(batch=batch)
    rows = MentoringSession.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.filter(pk__in=list(asked.values_list("session", flat=True)))
    rows = rows.select_related("mentorship__mentee", "mentorship__mentor", "mentorship__cycle__program__institution")
    sessions = {session.pk: session for session in rows.order_by("starts_at", "pk")}
    if any(one.mentorship is None or not is_in_pair(by, one.mentorship) for one in sessions.values()):
        raise NotPermitted(_("Only the mentor and the mentee can answer."))
    suggestions = list(asked.open_at(now).order_by("starts_at", "pk"))
    if not suggestions:
        raise WrongState(_("This proposal is no longer open: it was answered, withdrawn or replaced by a newer one."))
    for suggestion in suggestions:
        suggestion.session = sessions[suggestion.session_id]
    return suggestions


def _mentorship_of(session: MentoringSession) -> Mentorship:
    if session.mentorship is None:
        raise NotPermitted(_("Only the mentor and the mentee can answer."))
    return session.mentorship

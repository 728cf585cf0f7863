"""What those who run a program do about a mentor's taking part: a leave, its end, and leaving the year."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale, stored_fields
from notifications.services.outbox import Notice, enqueue_many
from people.models import MentorParticipation
from people.notices.events import LEAVE_SET, MENTORING_ENDED, LeaveSetPayload
from people.queries.invitations import subject_of
from people.services.leaves import change_leave, drop_leave, plan_leave
from people.services.participations import locked_participation, stop_mentoring
from people.services.person_steps import keep_person_step
from people.services.returns import refuse_closed, welcome_back
from people.services.withdrawals import lock_ended_places, restore_ended, what_ends
from programs.models import StaffStep

State = MentorParticipation.State
LEAVE_DAYS = ("away_from", "away_until")


@transaction.atomic
def set_leave(
    participation: MentorParticipation,
    *,
    away_from: date,
    away_until: date,
    reason: str,
    by: User,
    now: datetime,
    began_from: str = "",
) -> MentorParticipation:
    """Put a mentor who cannot do it on leave, or give their leave other days. They and their mentees are told.

    Args:
        participation: of the mentor.
        away_from: first day away.
        away_until: the day of return.
        reason: for those who run the program.
        by: who decides.
        now: the instant.
        began_from: the revision that the form carried.

    Raises:
        EditedMeanwhile: the leave was changed since the form was opened.
        WrongState: the mentor does not take part, or the leave would be over already.
    """
    participation = locked_participation(participation)
    state = participation.state
    before, wanted = stored_fields(participation, LEAVE_DAYS), {"away_from": away_from, "away_until": away_until}
    refuse_stale(began_from, stored=before, wanted=wanted)
    plan_leave(participation, away_from=away_from, away_until=away_until, now=now)
    return _keep_leave(participation, "mentor_on_leave", before, state, by=by, reason=reason, now=now)


@transaction.atomic
def end_leave(participation: MentorParticipation, *, reason: str, by: User, now: datetime) -> MentorParticipation:
    """Note that a mentor is back, or drop a leave that has not begun. They and their mentees are told.

    Raises:
        WrongState: the mentor has no leave.
    """
    participation = locked_participation(participation)
    before, state = stored_fields(participation, LEAVE_DAYS), participation.state
    drop_leave(participation, now=now)
    return _keep_leave(participation, "mentor_back", before, state, by=by, reason=reason, now=now)


def _keep_leave(
    participation: MentorParticipation,
    kind: str,
    before: dict[str, Any],
    state: str,
    *,
    by: User,
    reason: str,
    now: datetime,
) -> MentorParticipation:
    days = _plain(stored_fields(participation, LEAVE_DAYS))
    if days != _plain(before):
        _tell_days(participation, days, now)
        known = {"participation": participation.pk, "state": state, "days": _plain(before), "days_now": days}
        program = participation.cycle.program
        keep_person_step(participation.mentor, program, kind, by=by, reason=reason, now=now, before=known)
    return participation


def _plain(days: dict[str, Any]) -> list[str]:
    return [days[name].isoformat() if days[name] else "" for name in LEAVE_DAYS]


def _tell_days(participation: MentorParticipation, days: list[str], now: datetime) -> None:
    payload = LeaveSetPayload(away_from=days[0], away_until=days[1])
    about: dict[str, Any] = {"subject_pk": subject_of(participation), "revision": now.isoformat(), "due_at": now}
    enqueue_many([Notice(event=LEAVE_SET, recipient=participation.mentor, payload=payload, **about)])


@transaction.atomic
def undo_leave(step: StaffStep, _by: User, now: datetime) -> None:
    """The leave is as it was before the step.

    Raises:
        WrongState: it was changed since, the mentor has left, or it would be over by now.
    """
    participation = locked_participation(MentorParticipation(pk=step.key("participation")))
    if _plain(stored_fields(participation, LEAVE_DAYS)) != step.before["days_now"] or not participation.takes_part:
        raise WrongState(_("The leave was changed again since, so this can’t be undone. Correct it by hand."))
    first, last = (date.fromisoformat(day) if day else None for day in _days_before(step))
    if last is not None and last <= participation.cycle.local_day(now):
        raise WrongState(_("That leave is over by now, so there’s nothing to undo."))
    change_leave(participation, first, last, now=now)
    if participation.state == State.ACCEPTED and step.before["state"] == State.READY:
        # As after a leave that never was, not as after one from which somebody comes back to a newer handbook.
        participation.state = State.READY
        participation.save(update_fields=["state"])
    _tell_days(participation, _days_before(step), now)


def _days_before(step: StaffStep) -> list[str]:
    days = step.before["days"]
    return [str(day) for day in days] if isinstance(days, list) else ["", ""]


@transaction.atomic
def end_mentoring(participation: MentorParticipation, *, reason: str, by: User, now: datetime) -> StaffStep:
    """Take a mentor out of a year. Pairs end without fault; the mentor and the mentees are told.

    Args:
        participation: of somebody else.
        reason: for those who run the program.
        by: who runs it.
        now: the instant.

    Raises:
        WrongState: the mentor does not take part, or the year is closed.
    """
    participation = locked_participation(participation)
    refuse_closed(participation.cycle)
    before = what_ends(participation) | {"participation": participation.pk, "state": participation.state}
    participation = stop_mentoring(participation, now=now)
    about: dict[str, Any] = {"subject_pk": subject_of(participation), "revision": now.isoformat(), "due_at": now}
    enqueue_many([Notice(event=MENTORING_ENDED, recipient=participation.mentor, **about)])
    program = participation.cycle.program
    kept: dict[str, Any] = {"by": by, "reason": reason, "now": now, "before": before}
    return keep_person_step(participation.mentor, program, "mentoring_ended", **kept)


@transaction.atomic
def undo_end_of_mentoring(step: StaffStep, _by: User, now: datetime) -> None:
    """The mentor takes part as before, with the pairs and offers that ended. Sessions and requests stay as they are.

    Raises:
        WrongState: the mentor is back already, the year is closed, or something was built on an end.
        PlacesTaken: fewer places are left than the pairs and offers need.
    """
    lock_ended_places(step)
    participation = locked_participation(MentorParticipation(pk=step.key("participation")))
    refuse_closed(participation.cycle)
    if participation.state != State.ENDED:
        raise WrongState(_("They’re back in this year already, so there’s nothing to undo."))
    participation.state = State(str(step.before["state"]))
    participation.save(update_fields=["state"])
    restore_ended(step, participation, now=now)
    welcome_back(participation, participation.mentor, now=now)

"""A mentor's leave: planned, changed, shortened, followed day by day. In a cycle a mentor has one at a time."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import WrongState
from people.models import MentorParticipation
from people.services.participations import locked_participation, require_taking_part, update_readiness
from people.signals import leave_changed, participation_changed

_State = MentorParticipation.State


@transaction.atomic
def go_on_leave(
    participation: MentorParticipation, *, away_from: date, away_until: date, now: datetime
) -> MentorParticipation:
    """Plan a leave, or give the one that is planned or has begun other days.

    The mentor is paused from the first day of it on. Those who know of pairs and sessions are told by signals.

    Args:
        participation: of the mentor.
        away_from: first day away.
        away_until: the day of return.
        now: the instant of the step.

    Raises:
        WrongState: the mentor does not take part, or the leave would be over already.
    """
    participation = locked_participation(participation)
    plan_leave(participation, away_from=away_from, away_until=away_until, now=now)
    return participation


def plan_leave(participation: MentorParticipation, *, away_from: date, away_until: date, now: datetime) -> None:
    """Do so for a mentor whom the caller has locked. Arguments and errors as for `go_on_leave`."""
    require_taking_part(participation)
    if away_until <= participation.cycle.local_day(now):
        raise WrongState(_("The leave would be over already. Choose a later day of return."), field="away_until")
    if away_until <= away_from:
        raise WrongState(_("Choose a day after the first day away."), field="away_until")
    if (away_from, away_until) != (participation.away_from, participation.away_until):
        change_leave(participation, away_from, away_until, now=now)


@transaction.atomic
def return_from_leave(participation: MentorParticipation, *, now: datetime) -> MentorParticipation:
    """End a leave today, or drop one that has not begun.

    Raises:
        WrongState: the mentor has no leave.
    """
    participation = locked_participation(participation)
    drop_leave(participation, now=now)
    return participation


def drop_leave(participation: MentorParticipation, *, now: datetime) -> None:
    """Do so for a mentor whom the caller has locked. Errors as for `return_from_leave`."""
    if participation.state != _State.PAUSED and participation.away_until is None:
        raise WrongState(_("There’s no leave to end."))
    change_leave(participation, None, None, now=now)


def change_leave(
    participation: MentorParticipation, away_from: date | None, away_until: date | None, *, now: datetime
) -> None:
    """Give a mentor whom the caller has locked a leave or none. Those who know of pairs are told by the signals."""
    _set_days(participation, away_from, away_until)
    _follow_days(participation, now=now)
    leave_changed.send(sender=MentorParticipation, participation=participation, now=now)


def follow_leaves(*, now: datetime) -> int:
    """Begin the leaves whose first day has come, and end those whose day of return has. Returns how many changed.

    Doing it twice changes nothing.
    """
    planned = MentorParticipation.objects.with_leave().order_by("pk")
    return sum(_follow_one(participation, now=now) for participation in planned)


@transaction.atomic
def _follow_one(participation: MentorParticipation, *, now: datetime) -> bool:
    participation = locked_participation(participation)
    before = participation.state
    if participation.away_until is not None and participation.away_until <= participation.cycle.local_day(now):
        _set_days(participation, None, None)
    _follow_days(participation, now=now)
    return participation.state != before


def _set_days(participation: MentorParticipation, away_from: date | None, away_until: date | None) -> None:
    participation.away_from, participation.away_until = away_from, away_until
    participation.save(update_fields=["away_from", "away_until"])


def _follow_days(participation: MentorParticipation, *, now: datetime) -> None:
    """Paused on the days of the leave; afterwards ready again, or accepted where something is missing by now."""
    away = participation.is_away_on(participation.cycle.local_day(now))
    if away == (participation.state == _State.PAUSED):
        return
    participation.state = _State.PAUSED if away else _State.ACCEPTED
    participation.save(update_fields=["state"])
    if not away:
        update_readiness(participation, now=now)
    participation_changed.send(sender=MentorParticipation, participation=participation, now=now)

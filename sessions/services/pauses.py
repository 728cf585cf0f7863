"""What becomes of the sessions that fall into a pause: all are cancelled, or other times are proposed, in one step."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import DomainError, WrongState
from pairs.models import Mentorship, Pause
from pairs.queries.pauses import present_pause
from sessions.models import MentoringSession, Mode
from sessions.queries.pauses import sessions_in_pause
from sessions.services.bookings import SessionPlan
from sessions.services.endings import cancel_sessions
from sessions.services.suggestions import move_pair_session

_WEEK = 7


@dataclass(frozen=True, slots=True)
class Rearranged:
    """What became of the sessions.

    Attributes:
        done: how many were cancelled, or got another time that the other is asked about.
        left: those for which no other time was free; they stand as they were.
    """

    done: int
    left: list[MentoringSession]


@transaction.atomic
def cancel_in_pause(mentorship: Mentorship, *, by: User, now: datetime) -> Rearranged:
    """Cancel every session in the pause; the other hears of all of them in one message. Again, it changes nothing.

    Raises:
        WrongState: the pair is not paused.
    """
    pause = _pause_of(mentorship)
    rows = sessions_in_pause(mentorship, pause, now).select_for_update(of=("self",), no_key=True)
    return Rearranged(cancel_sessions(list(rows), by=by, now=now), [])


@transaction.atomic
def move_behind_pause(mentorship: Mentorship, *, by: User, now: datetime) -> Rearranged:
    """Propose for every agreed session in the pause the same hour of the same weekday after it.

    All move by as many weeks, so that they keep their distances. The other answers each; until then it stands.

    Args:
        mentorship: a paused pair whose day of return is known.
        by: one of the two.
        now: the instant of the step.

    Raises:
        WrongState: the pair is not paused, or nobody knows until when.
    """
    pause = _pause_of(mentorship)
    if pause.back_on is None:
        raise WrongState(_("Enter a day of return first."))
    agreed = list(sessions_in_pause(mentorship, pause, now).filter(state=MentoringSession.State.SCHEDULED))
    if not agreed:
        return Rearranged(0, [])
    shift = _weeks_until(pause.back_on, agreed[0].starts_at.astimezone(by.zone).date())
    # The last one first: so it is out of the way of those before it.
    left = [session for session in reversed(agreed) if not _moved(session, shift, by=by, now=now)]
    return Rearranged(len(agreed) - len(left), left[::-1])


def _weeks_until(back_on: date, day: date) -> timedelta:
    """Whole weeks after which `day` is `back_on` or later."""
    return timedelta(weeks=-(-(back_on - day).days // _WEEK))


def _moved(session: MentoringSession, shift: timedelta, *, by: User, now: datetime) -> bool:
    local = session.starts_at.astimezone(by.zone).replace(tzinfo=None) + shift
    plan = SessionPlan(
        local=local,
        minutes=session.minutes,
        mode=Mode(session.mode),
        join_url=session.join_url,
        location=session.location,
    )
    try:
        move_pair_session(session, by=by, plan=plan, now=now)
    except DomainError:
        return False
    return True


def _pause_of(mentorship: Mentorship) -> Pause:
    pair = Mentorship.objects.select_for_update(of=("self",)).get(pk=mentorship.pk)
    pause = present_pause(pair)
    if pause is None:
        raise WrongState(_("Your mentorship isn’t paused any more."))
    return pause

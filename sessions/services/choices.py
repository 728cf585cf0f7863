"""Several times for one session, of which the other picks one; only then it stands."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from sessions.calendars.wall_clock import to_instant
from sessions.errors import ImpossibleTime
from sessions.models import MentoringSession, TimeSuggestion

Answer = TimeSuggestion.State


def times_to_pick(starts: Sequence[datetime], also: Sequence[datetime], *, by: User, now: datetime) -> list[datetime]:
    """Return the times of which the other picks one, soonest first; none where there is one time only.

    Args:
        starts: the instants that are planned.
        also: more local times of `by`.
        by: who proposes.
        now: the instant of the step.

    Raises:
        ImpossibleTime: too many, in the past, or the clocks skip one of them.
    """
    if not also:
        return []
    found = sorted({*starts, *(to_instant(local, by.zone) for local in also)})
    if len(found) > TimeSuggestion.MOST_TIMES:
        raise ImpossibleTime(_("Propose at most %(n)s times.") % {"n": TimeSuggestion.MOST_TIMES})
    if found[0] <= now:
        raise ImpossibleTime(_("Choose times in the future."))
    return found if len(found) > 1 else []


def offer_choices(session: MentoringSession, earlier: Sequence[datetime], *, by: User, now: datetime) -> None:
    """Keep the times beside that of the session."""
    batch = uuid.uuid4()
    TimeSuggestion.objects.bulk_create(
        TimeSuggestion(
            batch=batch,
            session=session,
            option=number + 1,
            by=by,
            starts_at=start,
            minutes=session.minutes,
            time_zone=session.time_zone,
            mode=session.mode,
            join_url=session.join_url,
            location=session.location,
            created_at=now,
        )
        for number, start in enumerate(earlier)
    )


def times_instead(
    session: MentoringSession, start: datetime, also: Sequence[datetime], *, minutes: int, by: User, now: datetime
) -> list[datetime]:
    """Return the times instead of the agreed one, of which the other picks, soonest first; none where there is one.

    The agreed time among them, as long as before, is what a no keeps anyway, and is left out.

    Raises:
        ImpossibleTime: too many, in the past, or the clocks skip one of them.
    """
    agreed = session.starts_at if session.state == MentoringSession.State.SCHEDULED else None
    found = times_to_pick([start], also, by=by, now=now)
    return [one for one in found if (one, minutes) != (agreed, session.minutes)]


def picked_of(suggestions: Sequence[TimeSuggestion], at: datetime | None) -> list[TimeSuggestion]:
    """Return what a yes to a batch moves: all of a series, or the time that was picked of several for one session.

    Args:
        suggestions: the open ones of one batch.
        at: which time was picked; None where there was one.

    Raises:
        WrongState: several times, and `at` is none of them.
    """
    several = len(suggestions) > len({one.session_id for one in suggestions})
    if at is None and not several:
        return list(suggestions)
    if at is None:
        raise WrongState(_("Choose one of the times first."))
    picked = [one for one in suggestions if one.starts_at == at]
    if not picked:
        raise WrongState(_("That time is no longer proposed. Look at the times again, then answer."))
    return picked


def pick_time(session: MentoringSession, at: datetime | None, *, now: datetime) -> None:
    """Put a proposed session at the time that was picked of those that are open.

    Raises:
        WrongState: it is none of them.
    """
    if at is None or at == session.starts_at:
        return
    if not session.suggestions.choices_at(now).filter(starts_at=at).exists():
        raise WrongState(_("That time is no longer proposed. Look at the times again, then answer."))
    session.starts_at = at
    session.sequence += 1


def close_choices(session: MentoringSession, *, now: datetime) -> None:
    """One of the times was picked: nobody has to answer the others."""
    session.suggestions.filter(starts_at=session.starts_at).close(Answer.ACCEPTED, now=now)
    session.suggestions.all().close(Answer.LAPSED, now=now)

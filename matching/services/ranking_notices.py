"""The notices of ranking: that lists are open, when they close, and that the closing moved."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from matching.models import MatchRound
from matching.notices.events import RANKING_CLOSES, RANKING_MOVED, RANKING_OPENS
from matching.queries.eligibility import unpaired_mentees
from matching.queries.preferences import open_round_of, takes_lists
from matching.queries.stages import mentees_without_list
from notifications.services.outbox import Notice, enqueue_many
from programs.models import Cycle, ReminderKind
from programs.notices.events import reminder_of_day


def schedule_ranking(cycle: Cycle, *, now: datetime, mentees: Collection[int] | None = None) -> None:
    """Queue what mentees hear of the cycle's open round: that it is open, and reminders before it closes.

    Called by everything that changes whom the round concerns or when it closes. What is queued already stays, what no
    longer holds is not sent, and what was dropped for that comes again for whom the round concerns once more; nothing
    happens while no round takes lists. Reminders come as many days before the closing as the program says, to those
    who have not handed in a list by then.

    Args:
        cycle: the year.
        now: the instant of the change.
        mentees: primary keys of the people whom the change touched; None means everybody.
    """
    match_round = open_round_of(cycle)
    if match_round is None or not takes_lists(match_round, now=now):
        return
    concerned = unpaired_mentees(match_round.cycle).select_related("mentee")
    if mentees is not None:
        concerned = concerned.filter(mentee__in=mentees)
    days = cycle.program.reminder_days(ReminderKind.LISTS)
    items = (item for enrollment in concerned for item in _of_ranking(match_round, enrollment.mentee, now, days))
    enqueue_many(items, matter_again=True)


def _of_ranking(match_round: MatchRound, mentee: User, now: datetime, days: Sequence[int]) -> Iterator[Notice]:
    about = _about(match_round, mentee)
    yield Notice(event=RANKING_OPENS, due_at=now, **about)
    for each in days:
        if (due := match_round.closes_at - timedelta(days=each)) > now:
            closes_at = about["payload"]["closes_at"]
            yield Notice(event=RANKING_CLOSES, due_at=due, revision=closes_at, offset=f"-{each}d", **about)


def remind_now(match_round: MatchRound, *, now: datetime, mentees: Collection[int] | None = None) -> int:
    """Remind those who have not handed in a list, once a day at most; returns how many they are.

    Args:
        match_round: with its cycle.
        now: the instant.
        mentees: primary keys of those people who are meant; None means everybody.

    Raises:
        WrongState: the round takes no lists now.
    """
    if not takes_lists(match_round, now=now):
        raise WrongState(_("Lists are closed, so there’s nobody to remind."))
    day = match_round.cycle.local_day(now)
    closes_at = match_round.closes_at.isoformat()
    missing = mentees_without_list(match_round).select_related("mentee")
    if mentees is not None:
        missing = missing.filter(mentee__in=mentees)
    people = [enrollment.mentee for enrollment in missing]
    enqueue_many(
        Notice(
            event=RANKING_CLOSES,
            due_at=now,
            revision=closes_at,
            offset=reminder_of_day(day),
            **_about(match_round, person),
        )
        for person in people
    )
    return len(people)


def announce_moved_closing(match_round: MatchRound, *, now: datetime) -> None:
    """Tell mentees, with and without a list, that the lists are open until another time, and move the reminders."""
    mentees = [enrollment.mentee for enrollment in unpaired_mentees(match_round.cycle).select_related("mentee")]
    enqueue_many(
        Notice(event=RANKING_MOVED, due_at=now, revision=now.isoformat(), **_about(match_round, mentee))
        for mentee in mentees
    )
    schedule_ranking(match_round.cycle, now=now)


def _about(match_round: MatchRound, mentee: User) -> dict[str, Any]:
    return {
        "recipient": mentee,
        "subject_pk": str(match_round.pk),
        "payload": {"closes_at": match_round.closes_at.isoformat()},
        "expires_at": match_round.closes_at,
    }

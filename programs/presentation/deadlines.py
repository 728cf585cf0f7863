"""The deadlines of a year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext_lazy as _

from programs.models import Cycle
from programs.queries.ranking_windows import RankingWindow, ranking_window, ranking_windows


@dataclass(frozen=True, slots=True)
class Deadline:
    """What the year asks for next.

    Attributes:
        title: in the reader's language.
        at: the instant, or None when only the day is set.
        day: the day in the institution's zone.
    """

    title: Any
    day: date
    at: datetime | None = None


def next_deadline(cycle: Cycle, *, now: datetime, known: list[RankingWindow] | None = None) -> Deadline | None:
    """Return the first deadline of the cycle after `now`, or None after the last one.

    `known` are the cycle's `ranking_windows`, where the caller has them.
    """
    zone = cycle.program.institution.zone
    days = [
        (_("Enrollment opens"), cycle.enrolling_from),
        (_("Pairs published") if cycle.program.has_rounds else _("The year starts"), cycle.running_from),
        (_("First meeting"), cycle.first_meeting_by),
        (_("Midyear talk"), cycle.mid_year_on),
        (_("Closing starts"), cycle.closing_from),
        (_("The year ends"), cycle.ends_on),
    ]
    lists = _of_lists(cycle, known) if cycle.program.has_rounds else ()
    deadlines = [*lists, *(Deadline(title, day) for title, day in days if day)]
    today = now.astimezone(zone).date()
    ahead = [d for d in deadlines if (d.at > now if d.at else d.day >= today)]
    return min(ahead, key=lambda d: d.at or datetime.combine(d.day, time.max, zone), default=None)


def _of_lists(cycle: Cycle, known: list[RankingWindow] | None) -> Iterator[Deadline]:
    """When lists open and close: the year's ranking, and by their names the rounds for those who are left."""
    times = ranking_windows(cycle) if known is None else known
    for each in [ranking_window(cycle, times), *(each for each in times if not each.main)]:
        named = {"name": each.name}
        if each.opens_at:
            opens = _("Ranking opens") if each.main else _("Lists of “%(name)s” open") % named
            yield Deadline(opens, cycle.local_day(each.opens_at), each.opens_at)
        closes = _("Ranking closes") if each.main else _("Lists of “%(name)s” close") % named
        yield Deadline(closes, cycle.local_day(each.closes_at), each.closes_at)

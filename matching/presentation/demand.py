"""Demand before a round closes: coarse counts for coordinators, from which nobody's list can be read.

What is shown was counted when it was last renewed (`services.demand`), not now; it is shown in steps of the number of
answers before a rating, and never as nobody or as everybody. So one list that is handed in, changed or taken back
moves nothing, and what several lists move together tells of none of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from matching.models import MatchRound
from matching.queries.demand import disclosure_step
from matching.queries.places import mentors_with_a_place
from people.models import MentorParticipation


@dataclass(frozen=True, slots=True)
class CoarseCount:
    """A count of lists as it may be shown: a multiple of the step that it reaches.

    `highest` is set where more is not told, because all lists but a few could be it.
    """

    at_least: int
    step: int
    highest: bool

    def __str__(self) -> str:
        if not self.at_least:
            return _("under %(step)s") % {"step": self.step}
        if self.highest:
            return _("%(n)s or more") % {"n": self.at_least}
        return _("%(n)s–%(most)s") % {"n": self.at_least, "most": self.at_least + self.step - 1}


def coarse(count: int, *, lists: int, step: int) -> CoarseCount:
    """The count in steps; of the lists at least `step` could always be otherwise, above and below."""
    top = (lists - step) // step * step
    return CoarseCount(min(count // step * step, top), step, count >= top)


@dataclass(frozen=True, slots=True)
class Demand:
    """How often a mentor stands on lists, and of which as first choice."""

    participation: MentorParticipation
    listed: CoarseCount
    first: CoarseCount


@dataclass(frozen=True, slots=True)
class DemandTable:
    """Demand as it may be shown.

    Attributes:
        step: counts come in multiples of it, and are renewed after as many lists changed.
        lists: how many lists were counted; rows: mentors, empty until there are twice as many lists as a step.
        short, oversubscribed: lists with few mentors, and lists on which every mentor is first choice of too many.
        reader_mentors: the reader is a mentor of the cycle; their own row is not among the rows.
    """

    step: int
    lists: int
    rows: list[Demand]
    short: CoarseCount | None
    oversubscribed: CoarseCount | None
    reader_mentors: bool

    @property
    def enough(self) -> int:
        """The number of lists from which on something is shown."""
        return 2 * self.step


def demand_of(match_round: MatchRound, *, reader: User, day: date, few: bool = False) -> DemandTable:
    """Demand as it was counted last, without what it says about the reader; the most wanted on top.

    `few` leaves only mentors on fewer lists than a step: the page shows as much of each either way.
    """
    step, counted = disclosure_step(match_round), match_round.demand
    lists = counted.get("lists", 0)
    reader_mentors = match_round.cycle.participations.filter(mentor=reader).exists()
    if lists < 2 * step:
        return DemandTable(step, lists, [], None, None, reader_mentors)

    def shown(count: int) -> CoarseCount:
        return coarse(count, lists=lists, step=step)

    mentors = mentors_with_a_place(match_round.cycle, day=day).select_related("mentor").exclude(mentor=reader)
    rows = [
        Demand(mentor, shown(counted["listed"].get(str(mentor.pk), 0)), shown(counted["first"].get(str(mentor.pk), 0)))
        for mentor in mentors
    ]
    if few:
        rows = [row for row in rows if not row.listed.at_least]
    rows.sort(key=_by_pressure)
    return DemandTable(step, lists, rows, shown(counted["short"]), shown(counted["oversubscribed"]), reader_mentors)


def _by_pressure(row: Demand) -> tuple[float, int, str, int]:
    """By what is shown alone: an order by exact counts would tell them."""
    mentor = row.participation
    return -row.listed.at_least / mentor.places_free, -row.first.at_least, mentor.mentor.sort_name, mentor.pk


@dataclass(frozen=True, slots=True)
class Outlook:
    """What lists show before they close, as roughly as demand does and from the same count.

    Attributes:
        step: as in `DemandTable`.
        single: lists with one name.
        overlooked: of `mentors`, all with a free place, those whom fewer lists than a step name.
    """

    step: int
    single: CoarseCount
    overlooked: int
    mentors: int


def outlook(match_round: MatchRound, mentors: Mapping[int, int], *, reader: User) -> Outlook | None:
    """The outlook as it was counted last; None until there are lists enough. No query of its own.

    Args:
        match_round: with its program loaded.
        mentors: primary key of each mentor with a free place → the user's.
        reader: a mentor's own demand is left out of what she reads.
    """
    step, counted = disclosure_step(match_round), match_round.demand
    lists = counted.get("lists", 0)
    if lists < 2 * step:
        return None
    others = [pk for pk, user in mentors.items() if user != reader.pk]
    listed = [coarse(counted["listed"].get(str(pk), 0), lists=lists, step=step) for pk in others]
    return Outlook(
        step=step,
        single=coarse(counted["single"], lists=lists, step=step),
        overlooked=sum(not count.at_least for count in listed),
        mentors=len(others),
    )

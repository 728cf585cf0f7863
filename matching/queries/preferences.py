"""Where a mentee stands with ranking, and whom the mentee may rank."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet, prefetch_related_objects

from core.prepared import prepared
from matching.models import MatchRound, PreferenceItem, PreferenceList
from matching.queries.eligibility import available_mentors, ineligible_pairs, unpaired_mentees
from people.models import Enrollment
from programs.models import Cycle


class Phase(StrEnum):
    """What a mentee can do about ranking now."""

    INCOMPLETE = "incomplete"
    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"
    PAIRED = "paired"


@dataclass(frozen=True, slots=True)
class Ranking:
    """A mentee's ranking at one moment.

    Attributes:
        phase: what can be done now.
        round: the round that lists are, were or will be handed in for, if it exists.
        opens_at: when the next round opens, if that is known and still to come.
        saved: the mentee's list in `round`; items: its ranks, best first.
        length: how many mentors a list may hold.
    """

    phase: Phase
    round: MatchRound | None
    opens_at: datetime | None
    saved: PreferenceList | None
    items: list[PreferenceItem]
    length: int

    @property
    def order(self) -> list[int]:
        """The participations on the list, best first."""
        return [item.participation_id for item in self.items]

    @property
    def is_open(self) -> bool:
        """Whether the list can be changed now."""
        return self.phase == Phase.OPEN

    @property
    def is_looking(self) -> bool:
        """Whether the mentee looks for a mentor; who has one or an offer has nobody to keep in mind."""
        return self.phase != Phase.PAIRED

    @property
    def is_submitted(self) -> bool:
        """Whether the list counts when the round closes."""
        return self.saved is not None and self.saved.state != PreferenceList.State.DRAFT

    @property
    def is_full(self) -> bool:
        """Whether nobody more can be added."""
        return len(self.items) >= self.length

    @property
    def free_ranks(self) -> range:
        """The ranks that nobody holds."""
        return range(len(self.items) + 1, self.length + 1)


def ranking_of(enrollment: Enrollment, *, now: datetime) -> Ranking:
    """Where the mentee stands with ranking at `now`."""
    cycle = enrollment.cycle
    prefetch_related_objects([cycle], "rounds")  # the line of the year on the same page shows them too
    rounds = [each for each in cycle.rounds.all() if each.state != MatchRound.State.CANCELLED]
    rounds.sort(key=lambda each: each.pk, reverse=True)
    opened = next((match_round for match_round in rounds if match_round.opened_at), None)
    draft = next((match_round for match_round in rounds if match_round.state == MatchRound.State.DRAFT), None)
    phase = _phase(enrollment, opened, draft, now)
    opens_at = draft.opens_at if draft and draft.opens_at else cycle.ranking_opens_at
    # Who waits for the next round has no list yet; the one before has done its work.
    handed_in = PreferenceList.objects.filter(enrollment=enrollment, round=opened)
    own = handed_in.first() if opened and phase != Phase.WAITING else None
    return Ranking(
        phase=phase,
        round=opened,
        opens_at=opens_at if opens_at > now else None,
        saved=own,
        items=_items_of(own) if own else [],
        length=cycle.program.list_length,
    )


@prepared
def _items_of(own: PreferenceList) -> QuerySet[PreferenceItem]:
    return PreferenceItem.objects.filter(preference_list=own).select_related("participation__mentor")


def _phase(enrollment: Enrollment, opened: MatchRound | None, draft: MatchRound | None, now: datetime) -> Phase:
    if enrollment.state in Enrollment.UNFINISHED:
        return Phase.INCOMPLETE
    if not unpaired_mentees(enrollment.cycle).filter(pk=enrollment.pk).exists():
        return Phase.WAITING if opened and is_out(enrollment, opened) else Phase.PAIRED
    if opened is None or (draft and opened.state == MatchRound.State.PUBLISHED):
        return Phase.WAITING
    return Phase.OPEN if takes_lists(opened, now=now) else Phase.CLOSED


def is_out(enrollment: Enrollment, match_round: MatchRound) -> bool:
    """Whether a coordinator has taken the mentee out of the round."""
    return match_round.absences.filter(enrollment=enrollment).exists()


def open_round_of(cycle: Cycle) -> MatchRound | None:
    """The cycle's round that is open, if there is one."""
    return MatchRound.objects.filter(cycle=cycle, state=MatchRound.State.OPEN).first()


def takes_lists(match_round: MatchRound, *, now: datetime) -> bool:
    """Whether lists may be handed in and changed: the round is open and its closing time is still to come."""
    return match_round.state == MatchRound.State.OPEN and now < match_round.closes_at


def rankable(enrollment: Enrollment, participations: Collection[int], *, now: datetime) -> set[int]:
    """Those of `participations` that the mentee may rank: of the cycle, ready, there, and not ruled out."""
    cycle = enrollment.cycle
    present = available_mentors(cycle, day=cycle.local_day(now)).filter(pk__in=participations).order_by()
    barred = ineligible_pairs(cycle, now=now, mentee=enrollment.mentee)
    rows = present.values_list("pk", "mentor_id")
    return {pk for pk, mentor in rows if (enrollment.mentee_id, mentor) not in barred}

"""The cases of a proposal that deserve a human look, each with the best mentors who still have a place."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Case, Q, QuerySet, Value, When

from accounts.models import User
from matching.engine import Instance
from matching.engine.model.match import Match
from matching.engine.report.alternatives import alternatives
from matching.models import Proposal, ProposedPair, Strategy
from matching.models.names import Names
from matching.queries.current_pairs import current_match
from matching.queries.eligibility import available_mentors, excluded_in, unpaired_mentees
from pairs.queries.eligibility import Pair
from people.models import MentorParticipation
from programs.models import Program

FAR_DOWN = 3
ALTERNATIVES = 3
_NOT_BY_INTERESTS = (Strategy.CHOICE_STABLE, Strategy.CHOICE_BEST, Strategy.LOTTERY)


@dataclass(frozen=True, slots=True)
class Alternative:
    """A mentor with a place left: rank on the mentee's list (None: not on it) and overlap from 0 to 1."""

    participation: MentorParticipation
    rank: int | None
    overlap: float


@dataclass(frozen=True, slots=True)
class WeakCase:
    """A pair that is weak, and what could be instead."""

    pair: ProposedPair
    alternatives: list[Alternative]


def weak_pairs(proposal: Proposal, *, reader: User, worse_than: int = FAR_DOWN) -> QuerySet[ProposedPair]:
    """What needs a person: who has no mentor first, then ranks beyond `worse_than`, then pairs that share no interest.

    That two share nothing counts only where shared interests paired them, not where the mentee asked for the mentor,
    nor where the draw decides about those without a list.
    Who ranked nobody is no case where the program's rule keeps them for the next round. Those of `reader` are left out:
    that they are weak may tell a rank.
    """
    unmatched, far, strangers = Q(participation=None), Q(rank__gt=worse_than), Q(overlap=0, participation__isnull=False)
    if proposal.strategy != Strategy.SURVEY:
        strangers &= Q(rank=None)
    if proposal.round.cycle.program.unranked_rule == Program.UnrankedRule.UNMATCHED:
        unmatched &= ~Q(reason__why="ranked-nobody")
        if proposal.strategy in _NOT_BY_INTERESTS:
            strangers = Q(pk__in=())
    weak = proposal.pairs.filter(unmatched | far | strangers).exclude(participation__mentor=reader)
    order = Case(When(unmatched, then=Value(0)), When(far, then=Value(1)), default=Value(2))
    return weak.order_by(order, "-rank", "pk").select_related("enrollment__mentee", "participation__mentor")


def with_alternatives(
    proposal: Proposal, pairs: list[ProposedPair], instance: Instance, *, reader: User, now: datetime
) -> list[WeakCase]:
    """The three best mentors of each who are possible still: those on the mentee's list first, then by overlap."""
    cycle, match = proposal.round.cycle, current_match(proposal, instance)
    used = Counter(match.instance.mentors[at] for at in match.mentor.tolist())
    there = available_mentors(cycle, day=cycle.local_day(now)).exclude(mentor=reader).select_related("mentor")
    names = Names(proposal.round.names_secret)
    free = {name: one for one in there if used[name := names.mentor(one.pk)] < one.places_free}
    excluded = excluded_in(proposal.round, now=now)
    looking = set(unpaired_mentees(cycle).values_list("pk", flat=True))
    possible = (
        _possible(pair, names.mentee(pair.enrollment_id), match, free, excluded)
        if pair.enrollment_id in looking
        else ()
        for pair in pairs
    )
    return [WeakCase(pair, list(islice(found, ALTERNATIVES))) for pair, found in zip(pairs, possible, strict=True)]


def _possible(
    pair: ProposedPair, name: str, match: Match, free: dict[str, MentorParticipation], excluded: set[Pair]
) -> Iterator[Alternative]:
    """Who was possible when the lists closed and is so now, best first."""
    for other in alternatives(match, name, len(match.instance.mentors)):
        mentor = free.get(other.mentor)
        if mentor and (pair.enrollment.mentee_id, mentor.mentor_id) not in excluded:
            yield Alternative(mentor, other.rank, other.similarity)

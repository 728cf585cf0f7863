"""The cases of a proposal that deserve a human look, each with the best mentors who still have a place."""

from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, Value, When

from matching.engine import Instance
from matching.engine.alternatives import alternatives
from matching.models import Proposal, ProposedPair
from matching.names import key_of, mentee_name
from matching.selectors.standing import standing_match
from programs.models import MentorParticipation

FAR_DOWN = 3
ALTERNATIVES = 3


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


def weak_pairs(proposal: Proposal, *, worse_than: int = FAR_DOWN) -> QuerySet[ProposedPair]:
    """Rows without a mentor first, then ranks beyond `worse_than`, then pairs that share no interest."""
    unmatched, far = Q(participation=None), Q(rank__gt=worse_than)
    weak = proposal.pairs.filter(unmatched | far | Q(overlap=0))
    order = Case(When(unmatched, then=Value(0)), When(far, then=Value(1)), default=Value(2))
    return weak.order_by(order, "-rank", "pk").select_related("enrollment__mentee", "participation__mentor")


def with_alternatives(proposal: Proposal, pairs: list[ProposedPair], instance: Instance) -> list[WeakCase]:
    """The three best feasible mentors of each: those on the mentee's list first, then by overlap."""
    match = standing_match(proposal, instance)
    found = [(pair, alternatives(match, mentee_name(pair.enrollment_id), ALTERNATIVES)) for pair in pairs]
    wanted = {key_of(other.mentor) for _pair, others in found for other in others}
    mentors = MentorParticipation.objects.select_related("mentor").in_bulk(wanted)
    return [
        WeakCase(pair, [Alternative(mentors[key_of(other.mentor)], other.rank, other.similarity) for other in others])
        for pair, others in found
    ]

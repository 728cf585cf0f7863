"""What a published round means for one person, in words."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from matching.models import MatchRound, Offer, PairOverride, PreferenceItem, PresentPair, ProposedPair
from matching.models.names import mentor_name
from matching.presentation.explanations import Explanation, explain_pair, explain_pair_to_mentor
from matching.presentation.reasons import mentee_reasons, mentor_reason, places_sentence
from matching.queries.eligibility import unpaired_mentees
from matching.queries.offers import has_another, joins_next_round
from matching.queries.places import has_a_place


@dataclass(frozen=True, slots=True)
class OfferDetail:
    """An offer as one of its two people sees it.

    Attributes:
        other: the other person; their_answer: what they said so far.
        why: how the round came to it; in_common: what the two share; answer: what the reader said so far.
        joins_next_round: the reader still looks for a mentor, or keeps a place.
        keeps_another: the reader is a mentee who has another mentor, or another offer, in this year.
    """

    other: User
    is_mentee: bool
    answer: str
    their_answer: str
    why: list[str]
    in_common: Explanation
    joins_next_round: bool
    keeps_another: bool


def offer_detail(offer: Offer, reader: User, *, now: datetime) -> OfferDetail:
    """Who, and why, for one side of an offer."""
    is_mentee = offer.enrollment.mentee_id == reader.pk
    mentee, mentor = offer.enrollment.mentee, offer.participation.mentor
    answers = (offer.mentee_answer, offer.mentor_answer)
    own, other = answers if is_mentee else answers[::-1]
    explain = explain_pair if is_mentee else explain_pair_to_mentor
    return OfferDetail(
        other=mentor if is_mentee else mentee,
        is_mentee=is_mentee,
        answer=own,
        their_answer=other,
        why=_why(offer.proposed_pair, is_mentee),
        in_common=explain(offer.enrollment, offer.participation),
        joins_next_round=joins_next_round(offer, is_mentee=is_mentee, now=now),
        keeps_another=is_mentee and has_another(offer),
    )


def _why(pair: ProposedPair | None, is_mentee: bool) -> list[str]:
    if pair is None:
        return [_("A coordinator thinks that the two of you would work well together, and asks you both.")]
    if not is_mentee:
        return [mentor_reason(pair)]
    return mentee_reasons(pair, _ranks(pair), _by_hand(pair), _earlier(pair))


def _earlier(pair: ProposedPair) -> set[int] | None:
    """The mentors of the mentee's earlier pairs; None where the round keeps none."""
    if not pair.proposal.metrics.get("present"):
        return None
    present = PresentPair.objects.filter(round=pair.proposal.round_id, enrollment=pair.enrollment_id)
    return set(present.values_list("participation_id", flat=True))


def _ranks(pair: ProposedPair) -> dict[str, int]:
    """The place of each mentor on the mentee's list, by the engine's names."""
    items = PreferenceItem.objects.filter(
        preference_list__round=pair.proposal.round_id, preference_list__enrollment=pair.enrollment_id
    )
    return {mentor_name(pk): rank for pk, rank in items.values_list("participation_id", "rank")}


def _by_hand(pair: ProposedPair) -> set[str]:
    """The mentors who lost or got somebody by hand, by the engine's names."""
    changes = PairOverride.objects.filter(proposal=pair.proposal_id).values_list("before_id", "after_id")
    return {mentor_name(pk) for change in changes for pk in change if pk}


@dataclass(frozen=True, slots=True)
class Result:
    """One part of a person's result: as mentee, or as mentor.

    Attributes:
        offer: the offer made to the reader, None for those without a match.
        other: the other person; why: how the round came to it.
    """

    is_mentee: bool
    offer: Offer | None
    other: User | None
    why: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Results:
    """All that a round means for a person, who may be mentee and mentor in it.

    `places` is the sentence about a mentor's places; empty for those who are no mentor. `may_join`: the reader
    was not in this round, and is a mentee whom the next one takes.
    """

    parts: list[Result]
    places: str
    may_join: bool

    @property
    def unmatched(self) -> bool:
        """Whether the reader is a mentee whom the round gave nobody."""
        return any(part.is_mentee and part.offer is None for part in self.parts)


def results_of(match_round: MatchRound, reader: User, *, now: datetime) -> Results:
    """The reader's pairs in the published proposal, each with its reason."""
    pairs = ProposedPair.objects.filter(proposal=match_round.published_proposal_id).select_related(
        "enrollment__mentee", "participation__mentor", "offer", "proposal"
    )
    as_mentee = [_result(pair, is_mentee=True) for pair in pairs.filter(enrollment__mentee=reader).order_by("place")]
    as_mentor = [_result(pair, is_mentee=False) for pair in pairs.filter(participation__mentor=reader)]
    places = _places(match_round, reader, len(as_mentor), now)
    outside = not (as_mentee or as_mentor or places)
    may_join = outside and unpaired_mentees(match_round.cycle).filter(mentee=reader).exists()
    return Results(as_mentee + as_mentor, places, may_join)


def _result(pair: ProposedPair, *, is_mentee: bool) -> Result:
    offer = getattr(pair, "offer", None)
    if pair.participation is None:
        return Result(is_mentee, None, None, _why(pair, is_mentee))
    mentee, mentor = pair.enrollment.mentee, pair.participation.mentor
    return Result(is_mentee, offer, mentor if is_mentee else mentee, _why(pair, is_mentee))


def _places(match_round: MatchRound, reader: User, pairs: int, now: datetime) -> str:
    mentor = match_round.cycle.participations.filter(mentor=reader).first()
    if mentor is None or (not pairs and mentor.state != mentor.State.READY):
        return ""
    mentor.cycle, mentor.mentor = match_round.cycle, reader
    kept = has_a_place(mentor, day=match_round.cycle.local_day(now))
    return places_sentence(pairs, mentor.places_free if kept else 0)

"""Reads about offers that several pages share."""

from datetime import datetime

from django.db.models import QuerySet

from matching.models import MatchRound, Offer
from matching.queries.eligibility import unpaired_mentees
from matching.queries.places import mentors_with_a_place
from pairs.queries.eligibility import live_mentors


def joins_next_round(offer: Offer, *, is_mentee: bool, now: datetime) -> bool:
    """Whether one side of a closed offer is in the next round: looks for a mentor still, or keeps a place."""
    if offer.state in (Offer.State.PENDING, Offer.State.ACCEPTED):
        return False
    cycle = offer.enrollment.cycle
    if is_mentee:
        return unpaired_mentees(cycle).filter(pk=offer.enrollment_id).exists()
    return mentors_with_a_place(cycle, day=cycle.local_day(now)).filter(pk=offer.participation_id).exists()


def has_another(offer: Offer) -> bool:
    """Whether the mentee of an offer has another mentor, or another open offer, in the year."""
    enrollment = offer.enrollment
    open_ones = Offer.objects.pending().filter(enrollment=enrollment).exclude(pk=offer.pk)
    return open_ones.exists() or live_mentors(enrollment.cycle_id, mentee=enrollment.mentee_id) > 0


def offers_of(match_round: MatchRound) -> QuerySet[Offer]:
    """The offers of a published round, those that run out first on top, with shared reasons."""
    offers = Offer.objects.filter(proposed_pair__proposal__round=match_round).select_related(
        "enrollment__mentee", "participation__mentor"
    )
    return offers.prefetch_related("decline_reasons__writer").order_by("expires_at", "pk")

"""What becomes of rounds, offers and requests when somebody leaves, or the year is over."""

from datetime import datetime

from django.db import transaction

from matching.models import Formation, MatchRound, MentorRequest, Offer, PeerRequest
from matching.services.formations import discard
from matching.services.offers import withdraw_offer
from matching.services.peer_requests import end_peer_requests
from matching.services.requests import end_requests
from matching.services.rounds import cancel_round
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle


@transaction.atomic
def withdraw_offers_of_mentee(enrollment: Enrollment, *, now: datetime) -> None:
    """A mentee left the cycle: their open offers are taken back."""
    for offer in Offer.objects.pending().filter(enrollment=enrollment):
        withdraw_offer(offer, now=now)


@transaction.atomic
def withdraw_offers_of_mentor(participation: MentorParticipation, *, now: datetime) -> None:
    """A mentor who has left gives their open offers back; a leave changes nothing about them."""
    if participation.state != MentorParticipation.State.ENDED:
        return
    for offer in Offer.objects.pending().filter(participation=participation):
        withdraw_offer(offer, now=now)


@transaction.atomic
def end_rounds(cycle: Cycle, *, now: datetime) -> None:
    """The year is over: its rounds are cancelled, groups not published discarded, offers nobody answered taken back."""
    # Rounds first: one that is being published meanwhile makes no offers after ours were taken back.
    for match_round in MatchRound.objects.filter(cycle=cycle, state__in=MatchRound.LIVE).order_by("pk"):
        cancel_round(match_round)
    for formation in Formation.objects.filter(cycle=cycle, state__in=Formation.LIVE):
        discard(formation)
    for offer in Offer.objects.pending().filter(enrollment__cycle=cycle).order_by("pk"):
        withdraw_offer(offer, now=now)


@transaction.atomic
def withdraw_requests_of_mentee(enrollment: Enrollment, *, now: datetime) -> None:
    """A mentee left the cycle: what they asked is taken back."""
    requests = MentorRequest.objects.live().filter(enrollment=enrollment)
    end_requests(list(requests.order_by("participation_id")), state=MentorRequest.State.WITHDRAWN, now=now)
    end_peer_requests(PeerRequest.objects.filter(enrollment=enrollment), now=now)


@transaction.atomic
def withdraw_requests_between(enrollment: Enrollment, *, participation: MentorParticipation, now: datetime) -> None:
    """The two must not be paired, or the mentee would rather not be: a request between them is taken back."""
    requests = MentorRequest.objects.live().filter(enrollment=enrollment, participation=participation)
    end_requests(list(requests), state=MentorRequest.State.WITHDRAWN, now=now)


@transaction.atomic
def close_requests_of_mentor(participation: MentorParticipation, *, now: datetime) -> None:
    """A mentor who has left answers nothing any more; a leave changes nothing about the requests."""
    if participation.state != MentorParticipation.State.ENDED:
        return
    requests = MentorRequest.objects.live().filter(participation=participation)
    end_requests(list(requests.order_by("enrollment_id")), state=MentorRequest.State.EXPIRED, now=now)


@transaction.atomic
def end_requests_of_year(cycle: Cycle, *, now: datetime) -> None:
    """The year is over: nobody is asked any more."""
    requests = MentorRequest.objects.live().filter(enrollment__cycle=cycle).order_by("participation_id", "pk")
    end_requests(list(requests), state=MentorRequest.State.EXPIRED, now=now)
    end_peer_requests(PeerRequest.objects.filter(enrollment__cycle=cycle), now=now)

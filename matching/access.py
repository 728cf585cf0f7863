"""Objects for a person: what may not be known of is 404, what may be known but not used is 403."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import User
from matching.models import (
    Formation,
    FormationPair,
    MatchRound,
    MentorRequest,
    Offer,
    PeerRequest,
    Proposal,
    ProposedMember,
)
from matching.policies import can_run_round, can_see_result, is_party_of
from matching.queries.formations import people_of_formation
from programs.models import Program
from programs.policies import can_coordinate


def _rounds(user: User) -> QuerySet[MatchRound]:
    """With what their pages show; what the engine read and wrote, megabytes of a large round, is left out."""
    proposals = "published_proposal", "put_forward"
    related = ("cycle__program__institution", "snapshot", "parent", "published_by", "put_forward_by", *proposals)
    rounds = MatchRound.objects.visible_to(user).select_related(*related)
    return rounds.defer("snapshot__instance", *(f"{proposal}__result" for proposal in proposals))


def get_round_for(user: User, pk: int) -> MatchRound:
    """The round that `user` runs."""
    match_round = get_object_or_404(_rounds(user), pk=pk)
    if not can_run_round(user, match_round):
        raise PermissionDenied
    return match_round


def get_result_for(user: User, pk: int) -> MatchRound:
    """The published round that has a result about `user`."""
    match_round = get_object_or_404(_rounds(user), pk=pk)
    if not can_see_result(user, match_round):
        raise PermissionDenied
    return match_round


def get_proposal_for(user: User, pk: int) -> Proposal:
    """A proposal of a round that `user` runs."""
    visible = MatchRound.objects.visible_to(user)
    proposals = Proposal.objects.filter(round__in=visible).select_related("round__cycle__program__institution")
    proposal = get_object_or_404(proposals, pk=pk)
    if not can_run_round(user, proposal.round):
        raise PermissionDenied
    return proposal


def get_offer_for(user: User, pk: int) -> Offer:
    """An offer made to `user`."""
    offers = Offer.objects.visible_to(user).select_related(
        "enrollment__mentee",
        "enrollment__cycle__program__institution",
        "participation__mentor",
        "proposed_pair__proposal",
    )
    offer = get_object_or_404(offers, pk=pk)
    if not is_party_of(user, offer):
        raise PermissionDenied
    return offer


def get_offer_to_run_for(user: User, pk: int) -> Offer:
    """An offer of a program that `user` coordinates."""
    related = (
        "enrollment__mentee",
        "enrollment__cycle__program__institution",
        "participation__mentor",
        "proposed_pair__proposal",
    )
    offers = Offer.objects.visible_to(user).select_related(*related)
    offer = get_object_or_404(offers, pk=pk)
    if not can_coordinate(user, offer.enrollment.cycle.program):
        raise PermissionDenied
    return offer


def get_formation_for(user: User, pk: int) -> Formation:
    """The formation of groups of a program that `user` coordinates; nobody else knows of it."""
    coordinated = Program.objects.coordinated_by(user)
    formations = Formation.objects.filter(cycle__program__in=coordinated.values("pk"))
    return get_object_or_404(formations.select_related("cycle__program__institution", "published_by"), pk=pk)


def get_formation_person_for(formation: Formation, pk: int) -> User:
    """Somebody who could be in its groups."""
    return get_object_or_404(people_of_formation(formation), pk=pk)


def get_formation_pair_for(formation: Formation, pk: int) -> FormationPair:
    """What was wished of two people."""
    return get_object_or_404(formation.pairs.select_related("formation"), pk=pk)


def get_proposed_member_for(user: User, pk: int) -> ProposedMember:
    """Somebody in the proposed groups of a program that `user` coordinates."""
    coordinated = Program.objects.coordinated_by(user)
    members = ProposedMember.objects.filter(formation__cycle__program__in=coordinated.values("pk"))
    return get_object_or_404(members.select_related("formation__cycle__program__institution"), pk=pk)


def get_request_for(user: User, pk: UUID) -> MentorRequest:
    """A request that `user` made, or that was put to them."""
    related = ("enrollment__mentee", "enrollment__cycle__program__institution", "participation__mentor", "mentorship")
    request = get_object_or_404(MentorRequest.objects.visible_to(user).select_related(*related), pk=pk)
    if user.pk not in (request.enrollment.mentee_id, request.participation.mentor_id):
        raise PermissionDenied
    return request


def get_peer_request_for(user: User, pk: UUID, *, asked: bool) -> PeerRequest:
    """A request that was put to `user` as a peer, with `asked`, or else that `user` made."""
    rows = PeerRequest.objects.visible_to(user).select_related("enrollment__cycle__program")
    own = rows.filter(asked__mentee=user) if asked else rows.filter(enrollment__mentee=user)
    return get_object_or_404(own, pk=pk)


def get_offer_of_others_for(user: User, pk: int) -> Offer:
    """An offer of a program that `user` coordinates, made to others."""
    offer = get_offer_to_run_for(user, pk)
    if is_party_of(user, offer):
        raise PermissionDenied
    return offer

"""Objects for a person: what may not be known of is 404, what may be known but not used is 403."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from matching.models import Conflict, MatchRound, Mentorship, Offer, Proposal
from matching.policies import can_run_round, can_see_result, is_party_of
from matching.selectors.conflicts import conflicts_of
from programs.access import get_program_for
from programs.models import Cycle, Enrollment, MentorParticipation, Program
from programs.policies import can_coordinate, roles_in


def get_program_for_rounds(user: User, slug: str) -> Program:
    """The program whose rounds `user` runs."""
    program = get_program_for(user, slug)
    if not can_coordinate(user, program):
        raise PermissionDenied
    return program


def _rounds(user: User) -> QuerySet[MatchRound]:
    related = ("cycle__program__institution", "published_proposal", "parent")
    return MatchRound.objects.visible_to(user).select_related(*related)


def get_round_for(user: User, pk: int) -> MatchRound:
    """The round that `user` runs."""
    round_ = get_object_or_404(_rounds(user), pk=pk)
    if not can_run_round(user, round_):
        raise PermissionDenied
    return round_


def get_result_for(user: User, pk: int) -> MatchRound:
    """The published round that has a result about `user`."""
    round_ = get_object_or_404(_rounds(user), pk=pk)
    if not can_see_result(user, round_):
        raise PermissionDenied
    return round_


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
        "enrollment__mentee", "enrollment__cycle__program__institution", "participation__mentor", "pair__proposal"
    )
    offer = get_object_or_404(offers, pk=pk)
    if not is_party_of(user, offer):
        raise PermissionDenied
    return offer


def get_offer_to_run_for(user: User, pk: int) -> Offer:
    """An offer of a program that `user` coordinates."""
    offers = Offer.objects.visible_to(user).select_related("enrollment__cycle__program", "pair__proposal")
    offer = get_object_or_404(offers, pk=pk)
    if not can_coordinate(user, offer.enrollment.cycle.program):
        raise PermissionDenied
    return offer


def get_enrollment_for(user: User, cycle_pk: int) -> Enrollment:
    """The enrollment with which `user` looks for a mentor in the cycle; only mentees have one."""
    cycle = get_object_or_404(Cycle.objects.select_related("program__institution"), pk=cycle_pk)
    active = Enrollment.objects.exclude(state=Enrollment.State.WITHDRAWN).select_related("mentee")
    enrollment = active.filter(mentee=user, cycle=cycle).first()
    if enrollment is None:
        if roles_in(user, cycle.program):
            raise PermissionDenied
        raise Http404
    enrollment.cycle = cycle
    return enrollment


def get_mentor_for(user: User, pk: int) -> MentorParticipation:
    """A mentor's page: the mentor's own, those of a mentee's cycle, those of a program that `user` runs or guards."""
    mentors = MentorParticipation.objects.visible_to(user)
    related = mentors.select_related("mentor", "co_mentor", "cycle__program__institution")
    return get_object_or_404(related.prefetch_related("mentor__languages", "support_offers"), pk=pk)


def get_mentor_to_choose_for(user: User, pk: int) -> tuple[Enrollment, MentorParticipation]:
    """A mentor of a cycle in which `user` is a mentee, with that enrollment."""
    mentor = get_mentor_for(user, pk)
    if mentor.mentor_id == user.pk:
        raise PermissionDenied
    return get_enrollment_for(user, mentor.cycle_id), mentor


def get_own_mentorship_for(user: User, pk: int) -> Mentorship:
    """A mentorship of which `user` is one side."""
    mentorships = Mentorship.objects.visible_to(user)
    mentorship = get_object_or_404(mentorships.select_related("mentee", "mentor", "cycle__program__institution"), pk=pk)
    if user.pk not in (mentorship.mentee_id, mentorship.mentor_id):
        raise PermissionDenied
    return mentorship


def get_conflict_for(user: User, program: Program, pk: int) -> Conflict:
    """A conflict on the list of a program that `user` coordinates."""
    return get_object_or_404(conflicts_of(program, user), pk=pk)

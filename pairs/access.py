"""Pairs and conflicts for a person: what may not be known of is 404, what may be known but not used is 403."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from core.prepared import prepared
from pairs.models import Agreement, CheckIn, Conflict, GoalStep, InformalRequest, MentoringGroup, Mentorship
from pairs.models.of_two import OfTwo
from pairs.models.of_whole import OfWhole, Whole
from pairs.policies import can_oversee, can_read_record, can_write_agreement, is_in_pair
from pairs.queries.conflicts import conflicts_of
from pairs.queries.groups import present_members
from people.models import Enrollment
from people.policies import belongs_to_school
from programs.access import get_program_for
from programs.models import Cycle, CycleState, Program
from programs.policies import can_coordinate
from programs.queries.programs import current_cycle

_Own = TypeVar("_Own", bound=OfTwo)
_OfWhole = TypeVar("_OfWhole", bound=OfWhole)
_RELATED = ("cycle__program__institution", "mentee", "mentor", "participation")


def get_own_mentorship_for(user: User, pk: int) -> Mentorship:
    """Return the pair of which `user` is one side; those who run its program know of it and get 403."""
    return _mentorship(user, pk, is_in_pair)


def get_of_own_pair_for(user: User, model: type[_Own], *, pair: int, pk: UUID) -> _Own:
    """Return what belongs to a pair of which `user` is one side; those who run its program get 403 for the pair."""
    mentorship = get_own_mentorship_for(user, pair)
    found: _Own = get_object_or_404(model.objects.visible_to(user), mentorship=mentorship, pk=pk)
    found.mentorship = mentorship
    return found


def get_whole_for(user: User, *, pair: int | None = None, group: int | None = None) -> Whole:
    """Return the pair or the group to which `user` belongs; those who run its program know of it and get 403."""
    if pair is not None:
        return get_own_mentorship_for(user, pair)
    rows = MentoringGroup.objects.visible_to(user).select_related("cycle__program__institution")
    found = get_object_or_404(rows.prefetch_related(present_members()), pk=group)
    if not _is_in(user, found):
        raise PermissionDenied
    return found


def get_of_whole_for(user: User, model: type[_OfWhole], *, pk: UUID, **whole: int) -> _OfWhole:
    """Return what belongs to a pair or a group of `user`, with it; `whole` names it as for `get_whole_for`."""
    of = get_whole_for(user, **whole)
    found: _OfWhole = get_object_or_404(model.objects.visible_to(user).of(of), pk=pk)
    if isinstance(of, Mentorship):
        found.mentorship = of
    else:
        found.group = of
    return found


def get_goal_step_for(user: User, *, pair: int, pk: UUID) -> GoalStep:
    """Return a step towards a goal of a pair of which `user` is one side, with the goal and the pair."""
    mentorship = get_own_mentorship_for(user, pair)
    step = get_object_or_404(GoalStep.objects.select_related("goal"), goal__mentorship=mentorship, pk=pk)
    step.goal.mentorship = mentorship
    return step


def get_recorded_mentorship_for(user: User, pk: int) -> Mentorship:
    """Return the pair for those who run its program; its two people get 403, even when they run it."""
    return _mentorship(user, pk, can_read_record)


def get_overseen_mentorship_for(user: User, pk: int) -> Mentorship:
    """Return the pair for those who coordinate it; its two people get 403, even when they do, and administrators."""
    return _mentorship(user, pk, can_oversee)


def get_agreement_pair_for(user: User, pk: int) -> Mentorship:
    """Return one's own pair where it has an agreement, or can write one; elsewhere there is no such page."""
    mentorship = get_own_mentorship_for(user, pk)
    if not (can_write_agreement(user, mentorship) or Agreement.objects.filter(mentorship=mentorship).exists()):
        raise Http404
    return mentorship


def get_writable_agreement_pair_for(user: User, pk: int) -> Mentorship:
    """Return one's own pair whose agreement can be changed; one that has ended keeps its agreement, and gets 403."""
    mentorship = get_agreement_pair_for(user, pk)
    if not can_write_agreement(user, mentorship):
        raise PermissionDenied
    return mentorship


def get_shared_check_in_for(user: User, pk: UUID) -> CheckIn:
    """Return what somebody shared with the coordinators of their program, for one who is not of the pair."""
    rows = CheckIn.objects.shared_with(user).select_related("mentorship__cycle__program")
    return get_object_or_404(rows, pk=pk)


def _mentorship(user: User, pk: int, allowed: Callable[[User, Mentorship], bool]) -> Mentorship:
    found = _visible(user, pk) if user.is_active else []
    if not found:
        raise Http404
    [mentorship] = found
    if not allowed(user, mentorship):
        raise PermissionDenied
    return mentorship


@prepared
def _visible(user: User, pk: int) -> QuerySet[Mentorship]:
    return Mentorship.objects.visible_to(user).filter(pk=pk).select_related(*_RELATED)[:1]


def get_own_peers_for(user: User, pk: int) -> MentoringGroup:
    """Return the group of peers in which `user` is now, with its members; coordinators know of it and get 403."""
    group = get_object_or_404(_peers(user), pk=pk)
    if not _is_in(user, group):
        raise PermissionDenied
    return group


def get_peers_of_others_for(user: User, pk: int) -> MentoringGroup:
    """Return the group of peers for those who coordinate it; its people get 403, even when they coordinate."""
    group = get_object_or_404(_peers(user), pk=pk)
    if _is_in(user, group) or not can_coordinate(user, group.cycle.program):
        raise PermissionDenied
    return group


def _peers(user: User) -> QuerySet[MentoringGroup]:
    """The groups of peers that go on and of which `user` may know."""
    rows = MentoringGroup.objects.peers_visible_to(user).exclude(cycle__state=CycleState.CLOSED)
    return rows.select_related("cycle__program__institution").prefetch_related(present_members())


def _is_in(user: User, group: MentoringGroup) -> bool:
    return any(member.user_id == user.pk for member in group.members.all())


def get_enrollment_to_pair_for(user: User, pk: int) -> Enrollment:
    """Return the enrollment of a mentee whom `user` may pair by hand; the mentee and administrators get 403."""
    rows = Enrollment.objects.visible_to(user).select_related("mentee", "cycle__program__institution")
    enrollment = get_object_or_404(rows.exclude(cycle__program__pairing=Program.Pairing.PEERS), pk=pk)
    if enrollment.mentee_id == user.pk or not can_coordinate(user, enrollment.cycle.program):
        raise PermissionDenied
    return enrollment


def get_conflict_for(user: User, program: Program, pk: int) -> Conflict:
    """A conflict on the list of a program that `user` coordinates."""
    return get_object_or_404(conflicts_of(program, user), pk=pk)


def get_register_for(user: User, slug: str) -> Cycle:
    """Return the year of an informal program, for the people of its school; for others there is no such page."""
    program = get_program_for(user, slug)
    cycle = current_cycle(program) if program.is_informal else None
    if cycle is None or not belongs_to_school(user, program.institution_id):
        raise Http404
    return cycle


def get_informal_request_for(user: User, pk: UUID, *, asked: bool) -> InformalRequest:
    """Return the request that `user` is `asked` to confirm, or else has made; the other side gets 403."""
    rows = InformalRequest.objects.visible_to(user).select_related("cycle__program")
    request = get_object_or_404(rows, pk=pk)
    if user.pk != (request.asked_id if asked else request.asked_by_id):
        raise PermissionDenied
    return request

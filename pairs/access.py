"""Pairs and conflicts for a person: what may not be known of is 404, what may be known but not used is 403."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from accounts.models import User
from pairs.models import Conflict, Mentorship
from pairs.policies import is_in_pair
from pairs.selectors.conflicts import conflicts_of
from programs.models import Program


def get_own_mentorship_for(user: User, pk: int) -> Mentorship:
    """A mentorship of which `user` is one side."""
    mentorships = Mentorship.objects.visible_to(user)
    mentorship = get_object_or_404(mentorships.select_related("mentee", "mentor", "cycle__program__institution"), pk=pk)
    if not is_in_pair(user, mentorship):
        raise PermissionDenied
    return mentorship


def get_conflict_for(user: User, program: Program, pk: int) -> Conflict:
    """A conflict on the list of a program that `user` coordinates."""
    return get_object_or_404(conflicts_of(program, user), pk=pk)

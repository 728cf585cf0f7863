"""From an address to an object: invisible is 404."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from feedback.models import DevelopmentalFeedback, FeedbackRequest, Two
from feedback.policies import can_change, can_view_ratings
from pairs.access import get_own_mentorship_for
from pairs.models import MentoringGroup
from pairs.queries.groups import present_members
from people.models import MentorParticipation


def get_feedback_for(user: User, pk: uuid.UUID) -> DevelopmentalFeedback:
    """Return named feedback that `user` wrote or received."""
    related = ("mentorship__cycle__program", "group__cycle__program__institution", "writer", "recipient")
    more = ("request", "shared_by")
    return get_object_or_404(DevelopmentalFeedback.objects.visible_to(user).select_related(*related, *more), pk=pk)


def get_changeable_feedback_for(user: User, pk: uuid.UUID) -> DevelopmentalFeedback:
    """Return what `user` wrote during the year and may change still; what can’t be changed any more is 403."""
    feedback = get_feedback_for(user, pk)
    if not can_change(user, feedback):
        raise PermissionDenied
    return feedback


def get_request_for(user: User, pk: uuid.UUID) -> FeedbackRequest:
    """Return a request that `user` made or received."""
    related = ("mentorship__cycle__program", "group__cycle__program__institution", "asker", "asked")
    return get_object_or_404(FeedbackRequest.objects.visible_to(user).select_related(*related), pk=pk)


def get_two_for(user: User, pk: int, person_pk: int | None = None) -> Two:
    """Return `user` and the other of a pair; or of a group of peers, where `person_pk` names one of them.

    Those who run the program know of the pair or the group and get 403.
    """
    if person_pk is None:
        pair = get_own_mentorship_for(user, pk)
        return Two(user, pair.other_of(user), mentorship=pair)
    group, other = get_peer_for(user, pk, person_pk)
    return Two(user, other, group=group)


def get_peer_for(user: User, group_pk: int, person_pk: int) -> tuple[MentoringGroup, User]:
    """Return the group of peers in which `user` is, and one of the others; coordinators know of it and get 403."""
    rows = MentoringGroup.objects.peers_visible_to(user).select_related("cycle__program__institution")
    group = get_object_or_404(rows.prefetch_related(present_members()), pk=group_pk)
    people = {member.user_id: member.user for member in group.members.all()}
    if user.pk not in people:
        raise PermissionDenied
    if person_pk == user.pk or person_pk not in people:
        raise Http404
    return group, people[person_pk]


def get_rated_participation_for(user: User, pk: int) -> MentorParticipation:
    """Return the mentor's participation whose means `user` may ask for."""
    found = MentorParticipation.objects.select_related("cycle__program__institution", "mentor")
    participation = get_object_or_404(found, pk=pk)
    if not can_view_ratings(user, participation):
        raise Http404
    return participation

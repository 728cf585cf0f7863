"""From an address to an object: invisible is 404."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from feedback.models import DevelopmentalFeedback, FeedbackRequest, Two
from feedback.policies import can_be_two, can_change, can_view_ratings
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
    """Return `user` and the other of a pair; or of a group, where `person_pk` names one with whom they write.

    Those who run the program know of the pair or the group and get 403.
    """
    if person_pk is None:
        pair = get_own_mentorship_for(user, pk)
        return Two(user, pair.other_of(user), mentorship=pair)
    group, other = _member_for(user, MentoringGroup.objects.visible_to(user).going_on(), pk, person_pk)
    return Two(user, other, group=group)


def get_peer_for(user: User, group_pk: int, person_pk: int) -> tuple[MentoringGroup, User]:
    """Return the group of peers in which `user` is, and one of the others; coordinators know of it and get 403."""
    return _member_for(user, MentoringGroup.objects.peers_visible_to(user), group_pk, person_pk)


def _member_for(
    user: User, groups: QuerySet[MentoringGroup], group_pk: int, person_pk: int
) -> tuple[MentoringGroup, User]:
    rows = groups.select_related("cycle__program__institution").prefetch_related(present_members())
    group = get_object_or_404(rows, pk=group_pk)
    members = {member.user_id: member for member in group.members.all()}
    if user.pk not in members:
        raise PermissionDenied
    if not can_be_two(group, {key: member.side for key, member in members.items()}, user.pk, person_pk):
        raise Http404
    return group, members[person_pk].user


def get_rated_participation_for(user: User, pk: int) -> MentorParticipation:
    """Return the mentor's participation whose means `user` may ask for."""
    found = MentorParticipation.objects.select_related("cycle__program__institution", "mentor")
    participation = get_object_or_404(found, pk=pk)
    if not can_view_ratings(user, participation):
        raise Http404
    return participation

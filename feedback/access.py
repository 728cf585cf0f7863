"""From an address to an object: invisible is 404."""

import uuid

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from feedback.models import DevelopmentalFeedback
from feedback.policies import can_view_ratings
from people.models import MentorParticipation


def get_feedback_for(user: User, pk: uuid.UUID) -> DevelopmentalFeedback:
    """Return named feedback that `user` wrote or received."""
    seen = DevelopmentalFeedback.objects.visible_to(user).select_related("mentorship__cycle", "writer", "recipient")
    return get_object_or_404(seen, pk=pk)


def get_rated_participation_for(user: User, pk: int) -> MentorParticipation:
    """Return the mentor's participation whose means `user` may ask for."""
    found = MentorParticipation.objects.select_related("cycle__program__institution", "mentor")
    participation = get_object_or_404(found, pk=pk)
    if not can_view_ratings(user, participation):
        raise Http404
    return participation

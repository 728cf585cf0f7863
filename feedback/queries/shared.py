"""What coordinators may read."""

from django.db.models import Q, QuerySet

from accounts.models import User
from feedback.models import DevelopmentalFeedback
from programs.models import Program


def shared_in(program: Program, user: User) -> QuerySet[DevelopmentalFeedback]:
    """Return what people of a program let `user` read, what was shared last first."""
    here = Q(mentorship__cycle__program=program) | Q(group__cycle__program=program)
    rows = DevelopmentalFeedback.objects.shared_with(user).filter(here)
    return rows.select_related("writer", "recipient", "shared_by").order_by("-shared_at", "pk")

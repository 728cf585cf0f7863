"""What a mentee and a mentor see below their tasks: the people and the groups."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q

from accounts.models import User
from matching.presentation.explanations import explain_pair
from pairs.models import GroupMember, Mentorship
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle
from sessions.models import MentoringSession, counts_as_held

_HELD = counts_as_held("sessions__")


def mentee_context(user: User, enrollment: Enrollment) -> dict[str, Any]:
    """Return what stands on the home of a mentee."""
    pairs = list(
        Mentorship.objects.filter(mentee=user, state__in=Mentorship.LIVE, cycle=enrollment.cycle)
        .select_related("mentor", "participation", "offer__pair")
        .order_by("-primary", "-started_on")
    )
    first = pairs[0] if pairs else None
    formal = first.participation if first else None
    return {
        "enrollment": enrollment,
        "pair": first,
        "other_pairs": pairs[1:],
        "why": explain_pair(enrollment, formal) if formal else None,
        "groups": _groups(user, enrollment.cycle),
    }


def _groups(user: User, cycle: Cycle) -> list[GroupMember]:
    memberships = GroupMember.objects.filter(user=user, group__cycle=cycle)
    return list(memberships.select_related("group").prefetch_related("group__members__user"))


def mentor_context(user: User, participation: MentorParticipation, *, now: datetime) -> dict[str, Any]:
    """Return what stands on the home of a mentor: the mentees, and when each was met last and next."""
    ahead = Q(sessions__state=MentoringSession.State.SCHEDULED, sessions__starts_at__gt=now)
    pairs = list(
        Mentorship.objects.filter(mentor=user, state__in=Mentorship.LIVE, cycle=participation.cycle)
        .select_related("mentee", "enrollment")
        .annotate(
            held=Count("sessions", filter=_HELD),
            last_held=Max("sessions__starts_at", filter=_HELD),
            next_session=Min("sessions__starts_at", filter=ahead),
        )
        .order_by("mentee__sort_name", "pk")
    )
    return {
        "participation": participation,
        "pairs": pairs,
        "groups": _groups(user, participation.cycle),
    }

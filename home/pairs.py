"""What a mentee and a mentor see below their tasks: the people and the groups."""

from datetime import datetime
from typing import Any

from accounts.models import User
from matching.presentation.explanations import explain_pair
from pairs.models import GroupMember, Mentorship
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle
from sessions.queries.pairs import with_meetings


def mentee_context(user: User, enrollment: Enrollment) -> dict[str, Any]:
    """Return what stands on the home of a mentee."""
    live = Mentorship.objects.live().filter(mentee=user, cycle=enrollment.cycle)
    pairs = list(live.select_related("mentor", "participation").order_by("-primary", "-started_on"))
    first = pairs[0] if pairs else None
    formal = first.participation if first else None
    return {
        "enrollment": enrollment,
        "pair": first,
        "other_pairs": pairs[1:],
        "why": explain_pair(enrollment, formal) if formal else None,
        "groups": _groups(user, enrollment.cycle),
    }


def mentor_context(user: User, participation: MentorParticipation, *, now: datetime) -> dict[str, Any]:
    """Return what stands on the home of a mentor: the mentees, and when each was met last and next."""
    live = Mentorship.objects.live().filter(mentor=user, cycle=participation.cycle)
    pairs = with_meetings(live, now=now).select_related("mentee", "enrollment")
    return {
        "participation": participation,
        "pairs": list(pairs.order_by("mentee__sort_name", "pk")),
        "groups": _groups(user, participation.cycle),
    }


def _groups(user: User, cycle: Cycle) -> list[GroupMember]:
    memberships = GroupMember.objects.filter(user=user, group__cycle=cycle)
    return list(memberships.select_related("group").prefetch_related("group__members__user"))

"""What a mentee and a mentor see below their tasks: the people and the groups."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from core.prepared import prepared
from home.standing import Standing
from matching.presentation.explanations import explain_pair
from pairs.models import GroupMember, Mentorship
from pairs.todo import mentorships_of_mentee
from people.models import Enrollment, MentorParticipation, PersonalInterest
from programs.models import Cycle
from sessions.queries.pairs import with_meetings


@dataclass(frozen=True, slots=True)
class Peer:
    """One of the reader's peers: what they say of themselves, and the interests that both have."""

    enrollment: Enrollment
    in_common: list[str]


def mentee_context(standing: Standing, enrollment: Enrollment) -> dict[str, Any]:
    """Return what stands on the home of a mentee."""
    met = mentorships_of_mentee(standing.user, standing.pairs)
    pairs = [pair for pair in met[enrollment.cycle_id] if pair.is_live]
    first = pairs[0] if pairs else None
    formal = first.participation if first else None
    if formal:
        enrollment.mentee, formal.mentor = standing.user, pairs[0].mentor
    groups = standing.groups.get(enrollment.cycle_id, [])
    return {
        "enrollment": enrollment,
        "pair": first,
        "other_pairs": pairs[1:],
        "why": explain_pair(enrollment, formal) if formal else None,
        "groups": groups,
        "peers": _peers(enrollment, groups),
    }


def mentor_context(standing: Standing, participation: MentorParticipation, *, now: datetime) -> dict[str, Any]:
    """Return what stands on the home of a mentor: the mentees, and when each was met last and next."""
    return {
        "participation": participation,
        "pairs": _mentees_of(standing.user, participation.cycle, now),
        "groups": standing.groups.get(participation.cycle_id, []),
    }


@prepared
def _mentees_of(mentor: User, cycle: Cycle, now: datetime) -> QuerySet[Mentorship]:
    pairs = with_meetings(Mentorship.objects.live().filter(mentor=mentor, cycle=cycle), now=now)
    return pairs.select_related("mentee", "enrollment").order_by("mentee__sort_name", "pk")


def _peers(enrollment: Enrollment, groups: list[GroupMember]) -> list[Peer]:
    """Of peers the others of one's group; no query in another program."""
    others = [one.user_id for own in groups if own.group.is_of_peers for one in own.group.members.all()]
    rows = enrollment.cycle.enrollments.filter(mentee__in=others).exclude(pk=enrollment.pk) if others else ()
    if not rows:
        return []
    held: dict[int, set[str]] = defaultdict(set)
    terms = (
        PersonalInterest.objects.of_program(enrollment.cycle.program)
        .filter(user__in=others)
        .order_by()
        .values_list("user", "term__name")
    )
    for user, term in terms:
        held[user].add(term)
    own = held[enrollment.mentee_id]
    people = rows.select_related("mentee").prefetch_related("support_needs")
    return [Peer(each, sorted(own & held[each.mentee_id])) for each in people]

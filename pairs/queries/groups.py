"""Groups of a cycle and their members."""

from django.db.models import Count, Q, QuerySet

from pairs.models import GroupMember, MentoringGroup
from programs.models import Cycle


def members_in(cycle: Cycle, *, kind: str) -> QuerySet[GroupMember]:
    """Return who is in a group of this kind in the cycle."""
    return GroupMember.objects.filter(group__cycle=cycle, group__kind=kind)


def groups_of_cycle(cycle: Cycle) -> QuerySet[MentoringGroup]:
    """Return the groups of a cycle, with `mentees` and `mentors` counted, in the order in which they were made."""
    side = GroupMember.Side
    return cycle.groups.annotate(
        mentees=Count("members", filter=Q(members__side=side.MENTEE)),
        mentors=Count("members", filter=Q(members__side=side.MENTOR)),
    ).order_by("pk")

"""Groups of a cycle and their members."""

from collections import defaultdict
from itertools import combinations

from django.db.models import Count, Prefetch, Q, QuerySet

from pairs.models import GroupMember, MentoringGroup
from people.models import Enrollment
from programs.models import Cycle


def members_in(cycle: Cycle, *, kind: str) -> QuerySet[GroupMember]:
    """Return who is in a group of this kind in the cycle now."""
    return GroupMember.objects.current().filter(group__cycle=cycle, group__kind=kind)


def present_members(way: str = "") -> Prefetch[str]:
    """Read along with groups, or with rows that lead to one by `way`: `members` who have not left, and their people."""
    return Prefetch(f"{way}members", queryset=GroupMember.objects.current().select_related("user"))


def met_as_peers(cycle: Cycle) -> set[tuple[int, int]]:
    """Return (user, user), the smaller key first, of everybody who was in a group of peers with somebody, or is."""
    together: dict[int, list[int]] = defaultdict(list)
    members = GroupMember.objects.filter(group__cycle=cycle, group__kind=MentoringGroup.Kind.PEERS)
    for group, user in members.order_by("user").values_list("group", "user"):
        together[group].append(user)
    return {pair for users in together.values() for pair in combinations(users, 2)}


def groups_of_cycle(cycle: Cycle) -> QuerySet[MentoringGroup]:
    """Return the groups of a cycle, with `mentees` and `mentors` counted, in the order in which they were made."""
    side = GroupMember.Side
    return cycle.groups.annotate(
        mentees=Count("members", filter=Q(members__side=side.MENTEE)),
        mentors=Count("members", filter=Q(members__side=side.MENTOR)),
    ).order_by("pk")


def waiting_for_peers(cycle: Cycle) -> QuerySet[Enrollment]:
    """Who takes part in the cycle and is with nobody, by name."""
    together = members_in(cycle, kind=MentoringGroup.Kind.PEERS).values("user")
    rows = cycle.enrollments.filter(state__in=Enrollment.TAKING_PART, mentee__is_active=True)
    return rows.exclude(mentee__in=together).select_related("mentee")

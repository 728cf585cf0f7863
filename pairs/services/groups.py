"""Groups begin: circles, teams, families, and peers, whose members hear of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from notifications.services.outbox import Notice, enqueue_many
from pairs.errors import AlreadyGrouped
from pairs.models import GroupMember, MentoringGroup
from pairs.notices import GROUP_STARTED
from pairs.queries.groups import members_in
from people.models import Enrollment
from programs.models import Cycle

Kind = MentoringGroup.Kind
Side = GroupMember.Side


@dataclass(frozen=True, slots=True)
class NewGroup:
    """Who belongs to a group: the users' keys of its mentees and of its mentors. Peers stand as mentees, alone."""

    mentees: Sequence[int]
    mentors: Sequence[int]


@transaction.atomic
def start_groups(
    cycle: Cycle, groups: Sequence[NewGroup], *, kind: MentoringGroup.Kind, seed: int | None, now: datetime
) -> list[MentoringGroup]:
    """Make the groups, numbered after those that there are, and tell their members.

    In a program of groups alone, or of peers, a mentee with a group is matched; elsewhere they still look for a mentor.

    Args:
        cycle: whose people they are.
        groups: who belongs to each.
        kind: what they are called.
        seed: of the lottery that formed them; None where their people found each other.
        now: the instant.

    Raises:
        AlreadyGrouped: one of the mentees is in a group of this kind in the cycle.
    """
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("program__institution").get(pk=cycle.pk)
    mentees = {user for group in groups for user in group.mentees}
    side_of_most = Side.PEER if kind == Kind.PEERS else Side.MENTEE
    if members_in(cycle, kind=kind).filter(side=side_of_most, user__in=mentees).exists():
        raise AlreadyGrouped
    names = _free_names(cycle, kind, len(groups))
    formed_on = cycle.local_day(now)
    made = MentoringGroup.objects.bulk_create(
        MentoringGroup(cycle=cycle, name=name, kind=kind, formed_on=formed_on, seed=seed) for name in names
    )
    GroupMember.objects.bulk_create(
        (
            GroupMember(group=group, user_id=user, side=side)
            for group, members in zip(made, groups, strict=True)
            for side, users in ((Side.MENTOR, members.mentors), (side_of_most, members.mentees))
            for user in users
        ),
        batch_size=2000,
    )
    if cycle.program.meets_in_groups_alone:
        waiting = cycle.enrollments.awaiting_match().filter(mentee__in=mentees)
        waiting.update(state=Enrollment.State.MATCHED)
    _announce(made, now)
    return made


def _free_names(cycle: Cycle, kind: MentoringGroup.Kind, number: int) -> list[str]:
    """“Circle 1”, “Circle 2” and so on, without those that are taken."""
    taken = set(cycle.groups.values_list("name", flat=True))
    label = {
        Kind.CIRCLE: _("Circle %(n)s"),
        Kind.TEAM: _("Team %(n)s"),
        Kind.FAMILY: _("Family %(n)s"),
        Kind.PEERS: _("Peers %(n)s"),
    }[kind]
    names = (label % {"n": n} for n in range(1, number + len(taken) + 1))
    return [name for name in names if name not in taken][:number]


def _announce(groups: Sequence[MentoringGroup], now: datetime) -> None:
    members = GroupMember.objects.filter(group__in=[group.pk for group in groups]).select_related("user")
    enqueue_many(
        Notice(event=GROUP_STARTED, recipient=member.user, subject_pk=str(member.group_id), due_at=now)
        for member in members
    )

"""Peers part: one leaves, a coordinator ends their group, or somebody leaves the year. Nobody is asked why."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from notifications.services.outbox import Notice, enqueue_many
from pairs.models import GroupMember, MentoringGroup
from pairs.notices import GROUP_STARTED, PEERS_PARTED, PartedPayload
from pairs.signals import peers_parted
from people.models import Enrollment, MentorParticipation
from people.services.enrollments import mark_matched, return_to_waiting_list
from people.services.withdrawals import Ended, Record
from programs.models import StaffStep
from programs.services.staff_steps import record_step

_FEWEST = 2


@transaction.atomic
def leave_peers(group: MentoringGroup, *, by: User, now: datetime) -> None:
    """`by` leaves their peers and waits for others. Of two the other waits too; of three, two go on.

    The others are told that it happened, and nothing else. Leaving again changes nothing.
    """
    _part(group, leaving=[by.pk], by=by, now=now)


@transaction.atomic
def end_peers(group: MentoringGroup, *, by: User, reason: str, now: datetime) -> None:
    """End a group of peers without fault: all of them wait for others, and are told so.

    Args:
        group: of others.
        by: who coordinates it.
        reason: for coordinators.
        now: the instant.

    Raises:
        WrongState: it has ended already.
    """
    members = list(group.members.current().select_related("user"))
    if not members:
        raise WrongState(_("These peers have parted already."))
    _part(group, leaving=[member.user_id for member in members], by=by, now=now)
    record_step(
        group.cycle.program,
        kind="peers_ended",
        subject=f"peers:{group.pk}",
        person=members[0].user,
        other=members[-1].user,
        by=by,
        reason=reason,
        now=now,
        before={"members": [member.pk for member in members]},
    )


def undo_end(step: StaffStep, _by: User, now: datetime) -> None:
    """The peers whom a coordinator parted are together again, as long as they are not with others by now.

    Raises:
        WrongState: one of them is, or has left the year.
    """
    _restore({str(step.subject_pk): step.before}, now)


def peers_that_part(record: Record) -> Ended:
    """The groups that a peer leaves who is withdrawn, with the memberships that end: of two, both."""
    found: Ended = {}
    if isinstance(record, MentorParticipation):
        return found
    mine = GroupMember.objects.current().filter(user=record.mentee_id, side=GroupMember.Side.PEER)
    for own in mine.filter(group__cycle=record.cycle_id).select_related("group"):
        there = list(own.group.members.current().order_by("pk").values_list("pk", flat=True))
        ending = [own.pk] if len(there) > _FEWEST else there
        found[str(own.group_id)] = {"participation": None, "members": ending}
    return found


def restore_peers(_record: Record, rows: Mapping[str, Any], now: datetime) -> None:
    """Let those who parted with somebody's withdrawal be together again. Raises as for undoing the end of peers."""
    _restore(rows, now)


def _restore(rows: Mapping[str, Any], now: datetime) -> None:
    """Let those who parted be together again, and tell everybody in their group.

    Args:
        rows: key of the group → “members”, the keys of the memberships that ended.
        now: the instant.

    Raises:
        WrongState: one of them is with others by now, or has left the year, or nobody else is in the group any more.
    """
    for key, row in rows.items():
        locked = MentoringGroup.objects.select_for_update(of=("self",)).select_related("cycle__program__institution")
        group = locked.get(pk=int(key))
        back = list(group.members.filter(pk__in=row["members"]))
        _refuse_apart(group, [member.user_id for member in back])
        group.members.filter(pk__in=row["members"]).update(left_on=None)
        for enrollment in group.cycle.enrollments.filter(mentee__in=[member.user_id for member in back]):
            mark_matched(enrollment)
        enqueue_many(_together_again(group, member, now) for member in group.members.current().select_related("user"))


def _refuse_apart(group: MentoringGroup, users: Collection[int]) -> None:
    elsewhere = GroupMember.objects.current().filter(group__cycle=group.cycle_id, group__kind=group.kind)
    here = group.cycle.enrollments.filter(mentee__in=users, state__in=Enrollment.TAKING_PART)
    remaining = group.members.current().count() + len(users)
    if elsewhere.filter(user__in=users).exists() or here.count() < len(users) or remaining < _FEWEST:
        raise WrongState(_("One of them has left, or is with someone new by now, so this can’t be undone."))


def _together_again(group: MentoringGroup, member: GroupMember, now: datetime) -> Notice:
    revision = now.isoformat()
    return Notice(event=GROUP_STARTED, recipient=member.user, subject_pk=str(group.pk), revision=revision, due_at=now)


@transaction.atomic
def follow_peer(enrollment: Enrollment, *, by: User, now: datetime) -> None:
    """Somebody left the year, or was taken out of it `by` who runs the program: their peers are told."""
    mine = GroupMember.objects.current().filter(user=enrollment.mentee_id, side=GroupMember.Side.PEER)
    for member in mine.filter(group__cycle=enrollment.cycle_id).select_related("group"):
        _part(member.group, leaving=[member.user_id], by=by, now=now)


def _part(group: MentoringGroup, *, leaving: Collection[int], by: User, now: datetime) -> None:
    rows = MentoringGroup.objects.select_for_update(of=("self",)).select_related("cycle__program__institution")
    group = rows.get(pk=group.pk)
    there = list(group.members.current().select_related("user").order_by("pk"))
    gone = [member for member in there if member.user_id in leaving]
    if not gone:
        return
    if len(there) - len(gone) < _FEWEST:
        gone = there
    group.members.filter(pk__in=[member.pk for member in gone]).update(left_on=group.cycle.local_day(now))
    for enrollment in group.cycle.enrollments.filter(mentee__in=[member.user_id for member in gone]).order_by("pk"):
        return_to_waiting_list(enrollment.pk)
    enqueue_many(_told(group, member, now, ended=gone == there) for member in there if member.user_id != by.pk)
    peers_parted.send(sender=MentoringGroup, group=group, users=[member.user_id for member in gone], now=now)


def _told(group: MentoringGroup, member: GroupMember, now: datetime, *, ended: bool) -> Notice:
    """One message; whoever has left the year meanwhile is not sent it."""
    return Notice(
        event=PEERS_PARTED,
        recipient=member.user,
        subject_pk=str(group.pk),
        revision=now.isoformat(),
        due_at=now,
        payload=PartedPayload(ended=ended),
    )

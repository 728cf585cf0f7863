"""Somebody who waits for peers joins two or three who are together, by the hand of a coordinator."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from notifications.services.outbox import Notice, enqueue_many
from pairs.errors import AlreadyGrouped, NotEligible
from pairs.models import GroupMember, MentoringGroup
from pairs.notices import GROUP_STARTED
from pairs.queries.eligibility import kept_apart_as_peers
from pairs.queries.groups import members_in, met_as_peers
from people.models import Enrollment
from people.services.enrollments import mark_matched
from programs.models import Cycle
from programs.services.staff_steps import record_step

MOST = 4


@transaction.atomic
def join_peers(group: MentoringGroup, enrollment: Enrollment, *, by: User, reason: str, now: datetime) -> None:
    """Put somebody who waits to those who are together, and tell all of them.

    Args:
        group: of peers, of others.
        enrollment: of the same cycle.
        by: who coordinates it.
        reason: for coordinators.
        now: the instant.

    Raises:
        AlreadyGrouped: the person is with others by now.
        NotEligible: they may not be with one of them; which rule, and whose, is not said.
        WrongState: the peers have parted, are as many as can be, or the person has left.
    """
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("program__institution").get(pk=group.cycle_id)
    group = MentoringGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    there = list(group.members.current().values_list("user", flat=True))
    enrollment = Enrollment.objects.select_for_update(of=("self",)).select_related("mentee").get(pk=enrollment.pk)
    if not 1 < len(there) < MOST or not enrollment.takes_part or enrollment.cycle_id != cycle.pk:
        raise WrongState(_("They’ve parted, or are as many as can be. Choose other peers."))
    if members_in(cycle, kind=group.kind).filter(user=enrollment.mentee_id).exists():
        raise AlreadyGrouped
    if _kept_apart(cycle, enrollment.mentee_id, there, now):
        raise NotEligible
    GroupMember.objects.create(group=group, user=enrollment.mentee, side=GroupMember.Side.PEER)
    mark_matched(enrollment)
    enqueue_many(
        Notice(
            event=GROUP_STARTED,
            recipient=member.user,
            subject_pk=str(group.pk),
            revision=now.isoformat(),
            due_at=now,
        )
        for member in group.members.current().select_related("user")
    )
    subject = f"peers:{group.pk}"
    record_step(
        cycle.program, kind="peer_joined", subject=subject, person=enrollment.mentee, by=by, reason=reason, now=now
    )


def _kept_apart(cycle: Cycle, user: int, others: list[int], now: datetime) -> bool:
    """Whether a conflict, a wish or an earlier parting stands between somebody and one of the others."""
    apart = kept_apart_as_peers(cycle, day=cycle.local_day(now)) | set(map(frozenset, met_as_peers(cycle)))
    return any(frozenset((user, other)) in apart for other in others)

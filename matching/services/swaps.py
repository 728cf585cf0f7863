"""What a swap of two mentees' mentors would cost: it is made, looked at, and taken back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from matching.models import PairOverride, Proposal, ProposedPair
from matching.models.stored import MetricChanges
from matching.services.overrides import swap_pairs
from people.models import Enrollment


@dataclass(frozen=True, slots=True)
class SwappedPair:
    """One of the two: what changes, and the mentors' places on the mentee's list (None: not on it)."""

    change: PairOverride
    rank_before: int | None
    rank_after: int | None


@dataclass(frozen=True, slots=True)
class SwapPreview:
    """What the swap would change: both pairs, and the figures of the proposal."""

    pairs: list[SwappedPair]
    cost: MetricChanges


def preview_swap(
    proposal: Proposal,
    *,
    enrollment: Enrollment,
    place: int = 1,
    other: Enrollment,
    other_place: int = 1,
    by: User,
    now: datetime,
    began_from: str = "",
) -> SwapPreview:
    """Say what `swap_pairs` would do; nothing stays.

    Raises:
        As `swap_pairs`.
    """
    before = _ranks(proposal, enrollment, other)
    with transaction.atomic():
        changes = swap_pairs(
            proposal,
            enrollment=enrollment,
            place=place,
            other=other,
            other_place=other_place,
            reason="-",
            by=by,
            now=now,
            began_from=began_from,
        )
        after = _ranks(proposal, enrollment, other)
        transaction.set_rollback(True)
    keys = [(change, (change.enrollment_id, change.place)) for change in changes]
    pairs = [SwappedPair(change, before[key], after[key]) for change, key in keys]
    return SwapPreview(pairs, changes[0].cost)


def _ranks(proposal: Proposal, *enrollments: Enrollment) -> dict[tuple[int, int], int | None]:
    rows = ProposedPair.objects.filter(proposal=proposal, enrollment__in=enrollments)
    return {(mentee, place): rank for mentee, place, rank in rows.values_list("enrollment_id", "place", "rank")}

"""A mentee's ranked list. Every write locks the round, so a list is either in time for the frozen input or refused.

The same request twice leaves the same list. A request made from an old page is refused where it would undo a change.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from core.revisions import refuse_stale
from matching.errors import BrokenList, CannotRankNow, ListChanged, RankingClosed
from matching.models import MatchRound, PreferenceItem, PreferenceList
from matching.queries.eligibility import unpaired_mentees
from matching.queries.preferences import rankable, takes_lists
from matching.services.announcements import acknowledge_list
from matching.services.demand import renew_demand
from matching.services.locks import lock_round
from people.models import Enrollment, MentorParticipation

State = PreferenceList.State


@transaction.atomic
def add_mentor(enrollment: Enrollment, *, match_round: MatchRound, participation: int, now: datetime) -> PreferenceList:
    """Put a mentor at the end of the list; one who stands there already stays.

    Raises:
        RankingClosed, CannotRankNow: the list cannot be changed now.
        BrokenList: the list is full, or the mentor may not be ranked.
    """
    own, before = _open_list(enrollment, match_round, now)
    if participation in before:
        return own
    return _replace_list(own, before, [*before, participation], now=now)


@transaction.atomic
def remove_mentor(
    enrollment: Enrollment, *, match_round: MatchRound, participation: int, now: datetime
) -> PreferenceList:
    """Take a mentor off the list; the others move up. A submitted list that becomes empty is a draft again.

    Raises:
        RankingClosed, CannotRankNow: the list cannot be changed now.
    """
    own, before = _open_list(enrollment, match_round, now)
    if participation not in before:
        return own
    left = [pk for pk in before if pk != participation]
    return _write(own, before, left, now=now, submit=None if left else False)


@transaction.atomic
def save_order(
    enrollment: Enrollment,
    *,
    match_round: MatchRound,
    order: Sequence[int],
    seen: Sequence[int] | None = None,
    submit: bool | None = None,
    now: datetime,
) -> PreferenceList:
    """Replace the list.

    Args:
        enrollment: of the mentee whose list it is.
        match_round: the round that takes the list.
        order: participations, best first.
        seen: the list on the page that the request comes from; None when it does not matter.
        submit: whether the list counts when the round closes; None leaves that as it is.
        now: the instant of the request.

    Raises:
        RankingClosed, CannotRankNow: the list cannot be changed now.
        ListChanged: the list is neither as `seen` nor already as `order`.
        BrokenList: somebody twice, too many, nobody on a list to submit, or somebody who may not be ranked.
    """
    own, before = _open_list(enrollment, match_round, now)
    if seen is not None and before not in (list(seen), list(order)):
        raise ListChanged
    return _replace_list(own, before, order, now=now, submit=submit)


@transaction.atomic
def move_mentor(
    enrollment: Enrollment,
    *,
    match_round: MatchRound,
    participation: int,
    step: int,
    seen: Sequence[int],
    now: datetime,
) -> PreferenceList:
    """Move a mentor of the list as it was `seen` by one rank: `step` −1 is up, 1 is down.

    Raises:
        RankingClosed, CannotRankNow: the list cannot be changed now.
        ListChanged: the list is neither as `seen` nor as this move leaves it.
        BrokenList: somebody on the list may not be ranked any more.
    """
    order = list(seen)
    if participation not in order:
        raise ListChanged
    at = order.index(participation)
    to = min(max(at + step, 0), len(order) - 1)
    order[at], order[to] = order[to], order[at]
    return save_order(enrollment, match_round=match_round, order=order, seen=seen, now=now)


@transaction.atomic
def save_ranks(
    enrollment: Enrollment,
    *,
    match_round: MatchRound,
    ranks: Mapping[int, int],
    submit: bool | None = None,
    now: datetime,
    began_from: str = "",
) -> PreferenceList:
    """Replace the list by ranks as somebody typed them.

    Args:
        enrollment: of the mentee whose list it is.
        match_round: the round that takes the list.
        ranks: participation → rank; the ranks must be 1, 2, 3 … without a gap.
        submit: whether the list counts when the round closes; None leaves that as it is.
        now: the instant of the request.
        began_from: the revision that the form carried.

    Raises:
        RankingClosed, CannotRankNow: the list cannot be changed now.
        EditedMeanwhile: the list was changed since the form was opened.
        BrokenList: a rank twice or missing, too many, or somebody who may not be ranked.
    """
    own, before = _open_list(enrollment, match_round, now)
    taken = sorted(ranks.values())
    for rank, following in pairwise(taken):
        if rank == following:
            raise BrokenList(_("Two mentors have rank %(rank)s. Give each one a different number.") % {"rank": rank})
    for expected, rank in enumerate(taken, start=1):
        if rank != expected:
            text = _("Rank %(rank)s is missing. Number them from 1 without gaps.")
            raise BrokenList(text % {"rank": expected})
    order = sorted(ranks, key=lambda participation: ranks[participation])
    refuse_stale(began_from, stored={"order": before}, wanted={"order": order})
    return _replace_list(own, before, order, now=now, submit=submit)


def _open_list(enrollment: Enrollment, match_round: MatchRound, now: datetime) -> tuple[PreferenceList, list[int]]:
    """The mentee's list, locked, in a round that takes lists, and whom it names, best first."""
    match_round = lock_round(match_round)
    if match_round.cycle_id != enrollment.cycle_id or not takes_lists(match_round, now=now):
        raise RankingClosed
    if not unpaired_mentees(match_round.cycle).filter(pk=enrollment.pk).exists():
        raise CannotRankNow
    lists = PreferenceList.objects.select_for_update(of=("self",)).select_related("round__cycle__program")
    own, _created = lists.get_or_create(round=match_round, enrollment=enrollment, defaults={"saved_at": now})
    return own, list(own.items.values_list("participation_id", flat=True))


def _replace_list(
    own: PreferenceList, before: list[int], order: Sequence[int], *, now: datetime, submit: bool | None = None
) -> PreferenceList:
    """Check the whole list, then write it."""
    length = own.round.cycle.program.list_length
    if len(set(order)) != len(order):
        raise BrokenList(_("A mentor is on your list twice. Choose each mentor once."))
    if len(order) > length:
        raise BrokenList(
            _("A list can have at most %(length)s mentors. Remove someone before you add another.") % {"length": length}
        )
    if not order and (submit or own.state == State.SUBMITTED):
        raise BrokenList(_("Put at least one mentor on your list before you hand it in."))
    if barred := set(order) - rankable(own.enrollment, order, now=now):
        raise BrokenList(_refusal(own.enrollment, barred))
    return _write(own, before, order, now=now, submit=submit)


def _refusal(enrollment: Enrollment, barred: Collection[int]) -> str:
    """Whom the mentee may not rank, in neutral words; nobody is named whom the mentee does not know of."""
    known = MentorParticipation.objects.visible_to(enrollment.mentee).filter(cycle=enrollment.cycle, pk__in=barred)
    mentor = known.select_related("mentor").first()
    if mentor is None:
        return _("Someone on this list isn’t a mentor this year. Choose from the mentors shown.")
    text = _("You can’t rank %(name)s in this round. It says nothing about either of you. Your list wasn’t changed.")
    return text % {"name": mentor.mentor.formal_name}


def _write(
    own: PreferenceList, before: list[int], order: Sequence[int], *, now: datetime, submit: bool | None
) -> PreferenceList:
    if before != list(order):
        own.items.all().delete()
        PreferenceItem.objects.bulk_create(
            PreferenceItem(preference_list=own, participation_id=pk, rank=rank) for rank, pk in enumerate(order, 1)
        )
    before_state, own.saved_at, own.file_revision = own.state, now, ""
    if submit and own.state != State.SUBMITTED:
        own.state, own.submitted_at = State.SUBMITTED, now
        acknowledge_list(own, now=now)
    elif submit is False:
        own.state, own.submitted_at = State.DRAFT, None
    own.changed = own.changed or before != list(order) or own.state != before_state
    own.save(update_fields=["saved_at", "state", "submitted_at", "changed", "file_revision"])
    renew_demand(own.round)
    return own

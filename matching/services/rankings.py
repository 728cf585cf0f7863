"""Saves ranked lists that a school collected itself; `undo_lists` takes them back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from matching.models import MatchRound, PreferenceItem, PreferenceList
from matching.queries.list_imports import file_revision, stored_lists
from matching.services.avoided_ranks import remove_avoided_mentors
from matching.services.demand import renew_demand
from matching.services.locks import lock_round
from programs.services.staff_steps import record_step

_BATCH = 2000


class StoredList(TypedDict):
    """A list as it stood before a file took its place: instants as ISO 8601, participations with the best first."""

    state: str
    saved_at: str
    submitted_at: str
    file_revision: str
    ranked: list[int]


class ImportedLists(NamedTuple):
    """How many lists were saved, and how many stayed as their mentees handed them in on the site."""

    saved: int
    kept: int


@transaction.atomic
def import_rankings(
    match_round: MatchRound, rankings: Mapping[int, Sequence[int]], *, now: datetime, by: User | None = None
) -> ImportedLists:
    """Save lists (enrollment → participations, best first) as handed in, in place of those of an earlier file.

    A list that its mentee handed in on the site stays as it is. A mentor whom the mentee avoids is left out without
    a word.

    Args:
        match_round: takes lists.
        rankings: the lists.
        now: the instant.
        by: who imports them, for whom the import is kept as a step; None on the command line, which cannot undo it.

    Raises:
        WrongState: the lists are closed.
    """
    match_round = lock_round(match_round)
    check_takes_lists(match_round)
    own = {enrollment for enrollment, revision in stored_lists(match_round).items() if not revision}
    kept = own & set(rankings)
    rankings = {enrollment: ranked for enrollment, ranked in rankings.items() if enrollment not in own}
    revisions = {enrollment: file_revision(ranked) for enrollment, ranked in rankings.items()}
    if by is not None and rankings:
        _keep_step(match_round, revisions, by=by, now=now)
    _save(match_round, rankings, revisions, now)
    remove_avoided_mentors(match_round)
    renew_demand(match_round)
    return ImportedLists(len(rankings), len(kept))


def _save(
    match_round: MatchRound, rankings: Mapping[int, Sequence[int]], revisions: Mapping[int, str], now: datetime
) -> None:
    lists = [
        PreferenceList(
            round=match_round,
            enrollment_id=enrollment,
            state=PreferenceList.State.SUBMITTED,
            saved_at=now,
            submitted_at=now,
            file_revision=revision,
        )
        for enrollment, revision in revisions.items()
    ]
    PreferenceList.objects.bulk_create(
        lists,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["round", "enrollment"],
        update_fields=["state", "saved_at", "submitted_at", "changed", "file_revision"],
    )
    stored = PreferenceList.objects.filter(round=match_round, enrollment__in=rankings)
    PreferenceItem.objects.filter(preference_list__in=stored.values("pk")).delete()
    items = [
        PreferenceItem(preference_list_id=pk, participation_id=participation, rank=rank)
        for pk, enrollment in stored.values_list("pk", "enrollment_id")
        for rank, participation in enumerate(rankings[enrollment], 1)
    ]
    PreferenceItem.objects.bulk_create(items, batch_size=_BATCH)


def check_takes_lists(match_round: MatchRound) -> None:
    """Refuse where lists can no longer be imported.

    Raises:
        WrongState: the lists are closed.
    """
    if match_round.state not in MatchRound.LISTS_CHANGE:
        raise WrongState(_("Lists are closed, so nothing more can be imported."))


def _keep_step(match_round: MatchRound, revisions: Mapping[int, str], *, by: User, now: datetime) -> None:
    """Keep what the lists take the place of, drafts included; nobody reads it, and it is gone after a day."""
    record_step(
        match_round.cycle.program,
        kind="lists_imported",
        subject=f"round:{match_round.pk}",
        by=by,
        now=now,
        before={"number": len(revisions)},
        kept={
            "replaced": _stored(match_round, revisions),
            "revisions": {str(enrollment): revision for enrollment, revision in revisions.items()},
        },
    )


def _stored(match_round: MatchRound, enrollments: Iterable[int]) -> dict[str, StoredList]:
    rows = match_round.preference_lists.filter(enrollment__in=list(enrollments)).prefetch_related("items")
    return {
        str(row.enrollment_id): {
            "state": row.state,
            "saved_at": row.saved_at.isoformat(),
            "submitted_at": row.submitted_at.isoformat() if row.submitted_at else "",
            "file_revision": row.file_revision,
            "ranked": [item.participation_id for item in row.items.all()],
        }
        for row in rows
    }

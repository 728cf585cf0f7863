"""Saves ranked lists that a school collected itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import WrongState
from matching.models import MatchRound, PreferenceItem, PreferenceList
from matching.queries.list_imports import file_revision, stored_lists
from matching.services.avoided_ranks import remove_avoided_mentors
from matching.services.demand import renew_demand
from matching.services.locks import lock_round

_BATCH = 2000


class ImportedLists(NamedTuple):
    """How many lists were saved, and how many stayed as their mentees handed them in on the site."""

    saved: int
    kept: int


@transaction.atomic
def import_rankings(match_round: MatchRound, rankings: Mapping[int, Sequence[int]], *, now: datetime) -> ImportedLists:
    """Save lists (enrollment → participations, best first) as handed in, in place of those of an earlier file.

    A list that its mentee handed in on the site stays as it is. A mentor whom the mentee avoids is left out without
    a word.

    Raises:
        WrongState: the lists are closed.
    """
    match_round = lock_round(match_round)
    check_takes_lists(match_round)
    own = {enrollment for enrollment, revision in stored_lists(match_round).items() if not revision}
    kept = own & set(rankings)
    rankings = {enrollment: ranked for enrollment, ranked in rankings.items() if enrollment not in own}
    lists = [
        PreferenceList(
            round=match_round,
            enrollment_id=enrollment,
            state=PreferenceList.State.SUBMITTED,
            saved_at=now,
            submitted_at=now,
            file_revision=file_revision(ranked),
        )
        for enrollment, ranked in rankings.items()
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
    remove_avoided_mentors(match_round)
    renew_demand(match_round)
    return ImportedLists(len(lists), len(kept))


def check_takes_lists(match_round: MatchRound) -> None:
    """Refuse where lists can no longer be imported.

    Raises:
        WrongState: the lists are closed.
    """
    if match_round.state not in MatchRound.LISTS_CHANGE:
        raise WrongState(_("Lists are closed, so nothing more can be imported."))

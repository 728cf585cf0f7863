"""Saves ranked lists that a school collected itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import WrongState
from matching.models import MatchRound, PreferenceItem, PreferenceList
from matching.services.avoided_ranks import remove_avoided_mentors
from matching.services.demand import renew_demand
from matching.services.locks import lock_round

_BATCH = 2000


@transaction.atomic
def import_rankings(match_round: MatchRound, rankings: Mapping[int, Sequence[int]], *, now: datetime) -> int:
    """Replace the lists of the mentees in `rankings` (enrollment → participations, best first) by submitted ones.

    A mentor whom the mentee avoids is left out without a word. Returns how many lists the file holds.

    Raises:
        WrongState: the lists are closed.
    """
    match_round = lock_round(match_round)
    if match_round.state not in MatchRound.LISTS_CHANGE:
        raise WrongState(_("Lists are closed, so nothing more can be imported."))
    state = PreferenceList.State.SUBMITTED
    lists = [
        PreferenceList(round=match_round, enrollment_id=enrollment, state=state, saved_at=now, submitted_at=now)
        for enrollment in rankings
    ]
    PreferenceList.objects.bulk_create(
        lists,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["round", "enrollment"],
        update_fields=["state", "saved_at", "submitted_at", "changed"],
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
    return len(lists)

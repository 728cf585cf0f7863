"""Counts demand anew once several lists changed, so that nobody reads one list from a difference."""

from django.db.models import Q

from matching.models import MatchRound, PreferenceList
from matching.queries.demand import count_lists, disclosure_step


def renew_demand(match_round: MatchRound) -> None:
    """Count demand anew when as many lists as a step were handed in, changed or taken back since the last time.

    A list counts once, however often it changes. The caller locks the round.
    """
    there = Q(state=PreferenceList.State.SUBMITTED) | Q(counted=True)
    if match_round.preference_lists.filter(there, changed=True).count() >= disclosure_step(match_round):
        count_demand(match_round)


def count_demand(match_round: MatchRound) -> None:
    """Count demand as it is now. The caller locks the round."""
    match_round.demand = count_lists(match_round)
    match_round.save(update_fields=["demand"])
    handed_in = Q(state=PreferenceList.State.SUBMITTED)
    match_round.preference_lists.filter(handed_in).update(counted=True, changed=False)
    match_round.preference_lists.exclude(handed_in).update(counted=False, changed=False)

"""Counts demand anew once several lists changed, so that nobody reads one list from a difference."""

from django.db.models import Q

from matching.models import MatchRound, PreferenceList
from matching.selectors.demand import counts_now, step_of


def renew_demand(round_: MatchRound) -> None:
    """Count demand anew when as many lists as a step were handed in, changed or taken back since the last time.

    A list counts once, however often it changes. The caller locks the round.
    """
    there = Q(state=PreferenceList.State.SUBMITTED) | Q(counted=True)
    if round_.preference_lists.filter(there, changed=True).count() >= step_of(round_):
        count_demand(round_)


def count_demand(round_: MatchRound) -> None:
    """Count demand as it is now. The caller locks the round."""
    round_.demand = counts_now(round_)
    round_.save(update_fields=["demand"])
    handed_in = Q(state=PreferenceList.State.SUBMITTED)
    round_.preference_lists.filter(handed_in).update(counted=True, changed=False)
    round_.preference_lists.exclude(handed_in).update(counted=False, changed=False)

"""Takes mentors off lists whom the mentee avoids.

On the site an avoidance does so at once. A list from a file, or an avoidance between the closing time and the
closing, comes here, before anybody but the mentee may read the list: it looks as if the mentee had taken them off.
"""

from django.db.models import Exists, OuterRef

from matching.models import MatchRound, PreferenceItem, PreferenceList
from pairs.models import Avoidance


def remove_avoided_mentors(match_round: MatchRound) -> None:
    """Take avoided mentors off the lists of a round; the others move up. The caller locks the round.

    A submitted list that becomes empty is a draft again, as when the mentee takes the last one off.
    """
    avoided = Avoidance.objects.filter(
        mentee=OuterRef("preference_list__enrollment__mentee"), mentor=OuterRef("participation__mentor")
    )
    ranked = PreferenceItem.objects.filter(Exists(avoided), preference_list__round=match_round).order_by()
    touched = set(ranked.values_list("preference_list_id", flat=True))
    ranked.delete()
    PreferenceList.objects.filter(pk__in=touched).update(changed=True)
    for pk in sorted(touched):
        _close_gaps(pk)


def _close_gaps(pk: int) -> None:
    items = list(PreferenceItem.objects.filter(preference_list=pk).order_by("rank"))
    for rank, item in enumerate(items, 1):
        if item.rank != rank:
            PreferenceItem.objects.filter(pk=item.pk).update(rank=rank)  # one by one: no rank may stand there twice
    if not items:
        PreferenceList.objects.filter(pk=pk).update(state=PreferenceList.State.DRAFT, submitted_at=None)

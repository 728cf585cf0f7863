"""Who was reminded by hand today: nobody is twice a day."""

from collections.abc import Collection
from datetime import date

from matching.models import MatchRound
from notifications.models import Message

# The events and offsets with which `matching.services` writes them.
_OFFER, _LIST = "offer_pending", "ranking_closes"


def reminded_of_offers(offers: Collection[int], *, day: date) -> set[int]:
    """Return the keys of those of `offers` of which somebody was reminded on the day."""
    rows = Message.objects.filter(
        event=_OFFER, subject_pk__in=[str(pk) for pk in offers], dedupe_key__endswith=f":on {day}"
    )
    return {int(pk) for pk in rows.order_by().values_list("subject_pk", flat=True)}


def reminded_of_list(match_round: MatchRound, *, day: date) -> set[int]:
    """Return the keys of the people who were reminded of their list on the day."""
    rows = Message.objects.filter(
        event=_LIST, subject_pk=str(match_round.pk), dedupe_key__endswith=f":on {day}", recipient__isnull=False
    )
    return set(rows.order_by().values_list("recipient_id", flat=True))

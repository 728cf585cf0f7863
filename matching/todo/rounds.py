"""What mentees and mentors have in common while pairs are made."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.among import Among
from core.prepared import prepared
from matching.models import MatchRound


def rounds_of(cycles: Collection[int]) -> dict[int, list[MatchRound]]:
    """Return cycle → its rounds that were opened and not cancelled, latest first."""
    found: dict[int, list[MatchRound]] = defaultdict(list)
    for match_round in _opened(list(cycles)) if cycles else ():
        found[match_round.cycle_id].append(match_round)
    return found


@prepared
def _opened(cycles: list[int]) -> QuerySet[MatchRound]:
    opened = MatchRound.objects.filter(Among("cycle", cycles), opened_at__isnull=False)
    return opened.exclude(state=MatchRound.State.CANCELLED).order_by("-pk")


def next_round_text() -> str:
    """Return what whoever has nobody yet can count on; whether there is another round is not known."""
    return _("If there’s another round this year, you’re in it. We’ll tell you when it opens.")

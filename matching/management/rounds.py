"""What the commands about rounds share."""

from django.core.management.base import CommandError

from matching.models import MatchRound


def find_round(pk: int) -> MatchRound:
    """The round, or one clear line that names those there are."""
    rounds = MatchRound.objects.select_related("cycle__program__institution", "published_proposal")
    match_round = rounds.filter(pk=pk).first()
    if match_round is None:
        known = "; ".join(f"{row.pk} ({row})" for row in rounds.order_by("-pk")[:10]) or "none yet"
        raise CommandError(f"There is no round {pk}. Rounds: {known}.")
    return match_round

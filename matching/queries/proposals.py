"""Reads about the proposals of a round that several pages share."""

from matching.models import MatchRound, PairOverride, Proposal, Strategy


def revision_of(proposal: Proposal) -> str:
    """Another text whenever the strategy ran again or a pair was changed by hand. One query."""
    last = PairOverride.objects.filter(proposal=proposal.pk).order_by("-pk").values_list("pk", flat=True).first()
    return f"{proposal.finished_at and proposal.finished_at.isoformat()} {last or 0}"


def proposals_of(match_round: MatchRound) -> list[Proposal]:
    """The round's own proposals, in the order in which the strategies are named; no what-ifs, no results."""
    order = {strategy: at for at, strategy in enumerate(Strategy.values)}
    found = match_round.proposals.of_strategies().defer("result")
    return sorted(found, key=lambda proposal: order[proposal.strategy])

"""Keeps how a proposal serves the groups of its mentees."""

import json

from matching.models import MatchRound, Proposal, ServedCounts
from matching.queries.fairness import count_by_answer, count_by_group


def keep_served(proposal: Proposal, match_round: MatchRound) -> None:
    """Count anew, inside the transaction that stored pairs of the proposal."""
    answers = count_by_answer(match_round, proposal)
    ServedCounts(
        proposal=proposal,
        groups=count_by_group(proposal),
        question=match_round.cycle.program.voluntary_question if answers else "",
        answers=json.dumps(answers) if answers else "",
    ).save()

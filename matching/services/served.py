"""Keeps how a proposal serves the groups of its mentees."""

import json

from matching.models import MatchRound, Proposal, ServedCounts
from matching.queries.fairness import count_by_answer, count_by_group


def keep_served(proposal: Proposal, match_round: MatchRound) -> None:
    """Count what the method has done, inside the transaction that stored its pairs."""
    answers = count_by_answer(match_round, proposal)
    ServedCounts(
        proposal=proposal,
        groups=count_by_group(proposal),
        question=match_round.cycle.program.voluntary_question if answers else "",
        answers=json.dumps(answers) if answers else "",
    ).save()


def keep_served_by_hand(proposal: Proposal) -> None:
    """Count the groups anew, inside the transaction of a change by hand.

    Voluntary answers stay as the method served them: who moves one mentee and sees a figure move reads an answer.
    """
    ServedCounts.objects.filter(proposal=proposal).update(groups=count_by_group(proposal))

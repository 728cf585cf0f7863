"""`balanced` where mentees wish to be together: the best pairs that were found, and what no others can exceed.

See `matching.engine.flow.wishes` for the bound and `matching.engine.flow.lp_shares` for a better one, and
`matching.engine.flow.cp_pairs` for what is done where it leaves a gap.
"""

from typing import Any

import numpy as np

from matching.engine.flow.assignment import Level, assign, cardinality, certified_outcome
from matching.engine.flow.cp_pairs import Improved, improve
from matching.engine.flow.lp_shares import best_shares
from matching.engine.flow.network import Candidates
from matching.engine.flow.wishes import Objective, Search, couples_of, prepared_for, search_shares, with_shares
from matching.engine.model.aims import Aims
from matching.engine.model.columns import Mask
from matching.engine.model.draws import Draw
from matching.engine.model.instance import Instance
from matching.engine.model.outcome import Outcome

DUALS, CP_SAT, NOBODY = "duals", "cp-sat", None  # by whom it is shown


def solve_together(
    instance: Instance, pairs: Candidates, blend: Level, aims: Aims, *, worth: int, scale: int, seed: int
) -> Outcome:
    """Return the best pairs that were found among the candidates.

    blend  the level of single pairs and crowds;  worth  of a wish, in units of 1/scale
    Where the flow that bounds all others lets no wish come half true, it is the best itself, and of equals the one that
    the lottery chooses: dual values prove it like any other. Else the certificate holds that flow beside the pairs.
    """
    draw = Draw.of(instance, seed)
    objective = Objective(instance, pairs, aims, blend, couples_of(pairs, aims), worth)
    found = _search(objective, worth // aims.together)
    level = objective.relaxed(found.shares)
    bounding = assign(instance, pairs, [cardinality(pairs), level], draw, aims=aims)
    bound = objective.bound(bounding.chosen, level)
    shares = _by_wish(objective, found.shares.tolist())
    if objective.value(bounding.chosen) == bound:
        record: dict[str, Any] = {
            "shares": shares,
            "relaxed": None,
            "value": bound,
            "bound": bound,
            "best": DUALS,
            "drawn": DUALS,
        }
        return _with_record(certified_outcome(pairs, bounding, objective="balanced", scale=scale), record, True)
    better = improve(objective, found.chosen, seed, draw)
    value = objective.value(better.chosen)
    record = {
        "shares": shares,
        "relaxed": _names(instance, pairs, bounding.chosen),
        "value": value,
        "bound": bound,
        "best": _shown_by(better, value == bound),
        "drawn": CP_SAT if better.drawn else NOBODY,
    }
    outcome = certified_outcome(pairs, bounding, objective="balanced", scale=scale)
    chosen = Outcome(
        pairs.mentee[better.chosen].astype(np.int32), pairs.mentor[better.chosen].astype(np.int32), outcome.certificate
    )
    return _with_record(chosen, record, better.repeatable)


def _search(objective: Objective, unit: int) -> Search:
    """Steps first, for they are fast; where they leave a gap, the shares of the linear program if these are better."""
    prepared = prepared_for(objective)
    found = search_shares(objective, prepared)
    if found.value == found.bound:
        return found
    shares = best_shares(objective, found.chosen, max(unit, 1))
    if shares is None:
        return found
    exact = with_shares(objective, prepared, shares)
    best, least = max(found, exact, key=lambda one: one.value), min(found, exact, key=lambda one: one.bound)
    return Search(best.chosen, best.value, least.bound, least.shares)


def _shown_by(better: Improved, reached: bool) -> str | None:
    """By whom it is shown that nothing is better."""
    return DUALS if reached else CP_SAT if better.optimal else NOBODY


def _by_wish(objective: Objective, shares: list[int]) -> list[list[int]]:
    """The shares of each wish, its mentors in order."""
    rows: list[list[int]] = [[] for _ in range(len(objective.aims.wishes))]
    for wish, share in zip(objective.couples.wish.tolist(), shares, strict=True):
        rows[wish].append(share)
    return rows


def _names(instance: Instance, pairs: Candidates, chosen: Mask) -> list[list[str]]:
    codes = np.sort(instance.codes(pairs.mentee[chosen], pairs.mentor[chosen]))
    m = len(instance.mentors)
    return [[instance.mentees[code // m], instance.mentors[code % m]] for code in codes.tolist()]


def _with_record(outcome: Outcome, record: dict[str, Any], repeatable: bool) -> Outcome:
    together = {**record, "repeatable": repeatable}
    return Outcome(outcome.mentee, outcome.mentor, {**outcome.certificate, "together": together})

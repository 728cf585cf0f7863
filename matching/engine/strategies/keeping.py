"""Keeps as many present pairs as possible, for the strategies that are no linear programs.

A re-match is to change as few pairs as can be. Where a strategy is a min-cost flow, present pairs are its first level
(`matching.engine.flow.assignment.present_pairs`). `choice-stable` and `lottery` decide step by step instead: here the
greatest set of present pairs that fits all places is found by the same flow, of several the one that the lottery
chooses, and they are made before the strategy begins, as fixed pairs are. What it promises holds for the rest.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from matching.engine.flow.assignment import assign, duals_to_json
from matching.engine.flow.network import Candidates
from matching.engine.model.acceptability import found_in
from matching.engine.model.columns import Longs, Mask
from matching.engine.model.draws import Draw
from matching.engine.model.instance import Instance
from matching.engine.model.residual import residual_capacity

NOBODY = np.zeros(0, np.int64)


def keep_most(instance: Instance, *, indifferent: bool, everybody: bool, seed: int) -> tuple[Instance, dict[str, Any]]:
    """Return the instance with the present pairs that are kept among the fixed ones, and the proof that no more can be.

    Args:
        instance: with present pairs.
        indifferent: whether mentees without a list take any mentor.
        everybody: whether all mentees do, whatever they list.
        seed: the lottery's.

    Raises Infeasible when fixed pairs exceed places.
    """
    residual_capacity(instance)
    free = replace(
        instance, minimum=np.zeros_like(instance.minimum), group_minimum=np.zeros_like(instance.group_minimum)
    )
    willing = np.full(len(instance.mentees), everybody)
    if indifferent:
        willing |= ~instance.mentee_lists.given
    pairs = _candidates(instance, willing)
    found = assign(free, pairs, (), Draw.of(instance, seed))
    codes = instance.codes(pairs.mentee, pairs.mentor)[found.chosen]
    kept = np.sort(codes[found_in(instance.present, codes)])
    names = [
        [instance.mentees[code // len(instance.mentors)], instance.mentors[code % len(instance.mentors)]]
        for code in kept.tolist()
    ]
    proof = {"pairs": names, "levels": found.levels, "duals": duals_to_json(found.duals)}
    return replace(instance, fixed=np.union1d(instance.fixed, kept), present=NOBODY), proof


def _candidates(instance: Instance, willing: Mask) -> Candidates:
    """The present pairs that both sides accept, and the fixed ones. Mentees `willing`, bool[n], take anybody."""
    keepable, edges = instance.keepable, instance.edges
    accepted = found_in(np.sort(instance.codes(edges.mentee, edges.mentor)), keepable)
    accepted |= willing[keepable // len(instance.mentors)]
    codes: Longs = np.union1d(keepable[accepted], instance.fixed)
    mentee, mentor = np.divmod(codes, len(instance.mentors))
    return Candidates(mentee, mentor, np.zeros(len(codes), np.int64), found_in(instance.fixed, codes))

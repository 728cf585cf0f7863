"""Is an assignment the one optimum? The dual values in the certificate prove it, in whole numbers.

The linear program, for pairs (i, h) of mentees and mentors that are acceptable or fixed:

    maximise    sum of p(i, h) x(i, h)                 0 <= x <= 1, x = 1 for a fixed pair
    subject to  sum over h of x(i, h) <= places(i)                                     dual value y(i)
                minimum(h) <= sum over i of x(i, h) <= capacity(h)                      dual value z(h)
                minimum(g) <= sum over h in g and i of x(i, h) <= capacity(g)           dual value w(g)

The profits p are vectors, one number for each level, compared lexicographically; so are the dual values.
A set of pairs is optimal when (complementary slackness)

    p - y - z - w <= 0 for every pair left out, >= 0 for every pair made that is not fixed;
    y >= 0, and y > 0 only where the mentee has all places;
    z > 0 only where the mentor is full, z < 0 only where it has its minimum; w likewise.

In the certificate `objective` is that of the options for choice-best, else the strategy's name; `levels`
names the levels, `duals` holds for each the values by "mentee", "mentor" and "group" (people in sorted
order), `scale` how many units a similarity of 1 has, a power of ten. What is an acceptable
pair and what profit it has is reckoned here from the instance:

    choice-best   matched: 1. total-rank: -rank. greedy: rank k: 1 for a pair at rank k, k = 1 … R-1.
                  generous: not rank k: -1 for a pair at rank k, k = R … 2. R is the last rank of any pair
    survey        similarity: units; matched: 1. Mentees without a list, or all, accept all who accept them
    balanced      matched: 1; blend: similarity_weight * units + rank_weight * floor((R - rank + 1) * scale / R)
                  for a listed pair; where nobody handed in a list everybody accepts all who accept them

Two kinds of level follow in all of them, so that nobody can choose between assignments that are equally good:

    lottery k     k = 1, 2, …: less the first 32 bits of the pair's number, which for k > 1 is the k-th output of
                  SplitMix64; one such level is there at least, and enough of them that no tie is left
    difference    1 for a pair left out, -1 for a pair made. The sum is the number of pairs in which a choice differs
                  from this one, less a constant; that this choice itself is optimal here means that every
                  other falls short at a level before: there is no second optimum
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from matching.engine.model.acceptability import found_in
from matching.engine.model.columns import Longs, Mask
from matching.engine.model.errors import InstanceError
from matching.engine.model.instance import Instance
from matching.engine.model.match import Match
from matching.engine.model.options import Options
from matching.engine.verify_draws import Draw
from matching.engine.verify_pairs import SHOWN, named, open_to_all
from matching.engine.verify_program import MOST_LOTTERIES, Program

LARGEST_DUAL = 2**60  # four such numbers add up within 64 bits
BLOCK_CELLS = 2**20  # pairs looked at together where everybody accepts everybody


class Prices(NamedTuple):
    """Dual values, one row for each level: int64[l, n], [l, m], [l, g]; `offer` is mentor's and group's together."""

    mentee: Longs
    mentor: Longs
    group: Longs
    offer: Longs


def faults(match: Match, strategy: str, certificate: dict[str, Any], options: Options) -> Iterator[str]:
    """Where the dual values fail to prove the pairs the one optimum."""
    instance, levels = match.instance, certificate.get("levels")
    draw = Draw(instance, certificate["lottery"]["seed"])
    program = Program.of(instance, strategy, options, draw, lotteries=_lotteries(levels))
    objective = options.objective if strategy == "choice-best" else strategy
    if certificate.get("objective") != objective:
        yield f"certificate: expected objective {objective!r}"
    scale = certificate.get("scale")
    if levels != program.levels or type(scale) is not int or scale != program.scale:
        yield f"certificate: expected levels {program.levels} and scale {program.scale}"
    prices = _prices(instance, certificate.get("duals"), len(program.levels))
    for kind, names, values, load, least, most in (
        ("mentee", instance.mentees, prices.mentee, match.mentor_count, None, instance.places),
        ("mentor", instance.mentors, prices.mentor, match.load, instance.minimum, instance.capacity),
        ("group", instance.groups, prices.group, match.group_load, instance.group_minimum, instance.group_capacity),
    ):
        sign = _sign(values)
        wrong = (sign > 0) & (load < most)
        wrong |= (sign < 0) if least is None else (sign < 0) & (load > least)
        for at in np.flatnonzero(wrong)[:SHOWN]:
            yield f"{kind} {names[at]}: its dual value does not fit its {load[at]} pairs"
    wide = open_to_all(instance, strategy, options)
    yield from _listed_faults(match, program, prices, wide)
    yield from _made_faults(match, program, prices)
    if wide.any():
        yield from _open_faults(match, program, prices, wide)


def _listed_faults(match: Match, program: Program, prices: Prices, wide: Mask) -> Iterator[str]:
    """Listed pairs that are left out though they would pay."""
    instance, edges = match.instance, match.instance.edges
    left_out = np.flatnonzero(~match.entry_matched[edges.entry] & ~wide[edges.mentee])
    mentee, mentor = edges.mentee[left_out].astype(np.int64), edges.mentor[left_out].astype(np.int64)
    sign = _reduced(program, prices, mentee, mentor, edges.rank[left_out].astype(np.int64), made=False)
    yield from named(instance, instance.codes(mentee, mentor)[sign > 0], "left out, though the dual values say it pays")


def _made_faults(match: Match, program: Program, prices: Prices) -> Iterator[str]:
    """Pairs that were made though they do not pay."""
    rank = np.where(found_in(_acceptable(match.instance), match.codes), match.rank, 0)
    sign = _reduced(program, prices, match.mentee, match.mentor, rank, made=True)
    costly = (sign < 0) & ~match.fixed
    yield from named(match.instance, match.codes[costly], "made, though the dual values say it does not pay")


def _open_faults(match: Match, program: Program, prices: Prices, wide: Mask) -> Iterator[str]:
    """The same as `_listed_faults` for mentees who accept everybody, block by block."""
    instance = match.instance
    n, m = len(wide), len(instance.mentors)
    step = max(1, BLOCK_CELLS // m)
    for start in range(0, n, step):
        stop = min(start + step, n)
        if not wide[start:stop].any():
            continue
        left_out = instance.accepting_rows(start, stop) & wide[start:stop, None]
        low, high = np.searchsorted(match.codes, (start * m, stop * m))
        left_out.reshape(-1)[match.codes[low:high] - start * m] = False
        codes = np.flatnonzero(_pays(program, prices, start, left_out)) + start * m
        yield from named(instance, codes, "left out, though the dual values say it pays")


def _pays(program: Program, prices: Prices, start: int, left_out: Mask) -> Mask:
    """bool[r, m]: those of the pairs left out by mentees from `start` on that would pay, as if nobody ranked."""
    stop = start + len(left_out)
    similarity = program.instance.similarity_rows(start, stop)
    pays, tied = np.zeros(left_out.shape, np.bool_), left_out
    for at, level in enumerate(program.objective):
        reduced = program.profit(level, np.zeros((1, 1), np.int64), similarity)
        reduced -= prices.mentee[at, start:stop, None]
        reduced -= prices.offer[at]
        pays |= tied & (reduced > 0)
        tied = tied & (reduced == 0)
    row, column = np.nonzero(tied)
    sign = np.zeros(len(row), np.int64)
    pays[row, column] = _drawn(program, prices, row + start, column, sign, made=False) > 0
    return pays


def _reduced(program: Program, prices: Prices, mentee: Longs, mentor: Longs, rank: Longs, *, made: bool) -> Longs:
    """int64[k]: the lexicographic sign of each pair's profit less its prices."""
    overlap = program.instance.overlap
    similarity = np.zeros(len(mentee), np.float32)
    if overlap is not None and program.strategy != "choice-best":
        similarity = overlap.pairs(mentee, mentor)
    sign = np.zeros(len(mentee), np.int64)
    for at, level in enumerate(program.objective):
        reduced = program.profit(level, rank, similarity) - prices.mentee[at, mentee] - prices.offer[at, mentor]
        sign = np.where(sign == 0, np.sign(reduced), sign)
    return _drawn(program, prices, mentee, mentor, sign, made=made)


def _drawn(program: Program, prices: Prices, mentee: Longs, mentor: Longs, sign: Longs, *, made: bool) -> Longs:
    """int64[k]: the signs, told by the levels after the objective where they are still 0."""
    for at in range(len(program.objective), len(program.levels)):
        undecided = np.flatnonzero(sign == 0)
        who, whom = mentee[undecided], mentor[undecided]
        profit = program.drawn_profit(at, who, whom, made=made)
        sign[undecided] = np.sign(profit - prices.mentee[at, who] - prices.offer[at, whom])
    return sign


def _sign(values: Longs) -> Longs:
    """int64[k]: the sign of the first level, of int64[l, k], that is not 0."""
    sign = np.zeros(values.shape[1], np.int64)
    for level in values:
        sign = np.where(sign == 0, np.sign(level), sign)
    return sign


def _acceptable(instance: Instance) -> Longs:
    return np.sort(instance.entries.codes[instance.edges.entry])


def _lotteries(levels: Any) -> int:
    """How many levels of the lottery the certificate states, within what is allowed."""
    stated = sum(str(level).startswith("lottery ") for level in levels) if isinstance(levels, list) else 1
    return min(max(1, stated), MOST_LOTTERIES)


def _prices(instance: Instance, duals: Any, levels: int) -> Prices:
    """The dual values. Raises InstanceError when they are not whole numbers for everybody at each level."""
    sides = {"mentee": instance.mentees, "mentor": instance.mentors, "group": instance.groups}
    if not isinstance(duals, list) or len(duals) != levels:
        raise InstanceError("certificate.duals", f"expected {levels} levels")
    tables: dict[str, list[list[int]]] = {side: [] for side in sides}
    for at, level in enumerate(duals):
        if not isinstance(level, Mapping) or level.keys() != sides.keys():
            raise InstanceError(f"certificate.duals[{at}]", f"expected {', '.join(sides)}")
        for side, names in sides.items():
            tables[side].append(_whole_numbers(f"certificate.duals[{at}].{side}", level[side], len(names)))
    mentee, mentor, group = (np.array(table, np.int64).reshape(levels, -1) for table in tables.values())
    offer = mentor.copy()
    if len(instance.groups):
        offer += np.where(instance.group_of >= 0, group[:, instance.group_of], 0)
    return Prices(mentee, mentor, group, offer)


def _whole_numbers(place: str, values: Any, length: int) -> list[int]:
    if not isinstance(values, list) or len(values) != length or not set(map(type, values)) <= {int}:
        raise InstanceError(place, f"expected {length} whole numbers")
    if values and not -LARGEST_DUAL <= min(values) <= max(values) <= LARGEST_DUAL:
        raise InstanceError(place, f"a number is beyond {LARGEST_DUAL}")
    return values

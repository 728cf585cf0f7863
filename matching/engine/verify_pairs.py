"""May these pairs be at all? Names, forbidden and fixed pairs, places, capacities, acceptability, minimums."""

from collections.abc import Iterator

import numpy as np

from matching.engine.model.acceptability import found_in, ranks_on, ranks_on_groups
from matching.engine.model.columns import Ints, Longs, Mask
from matching.engine.model.instance import Instance
from matching.engine.model.match import Match
from matching.engine.model.options import Options

SHOWN = 20  # faults of one kind that are named; more are counted
HARD_MINIMUMS = ("choice-best", "survey", "balanced")


def read_pairs(instance: Instance, place: str, pairs: object) -> tuple[Longs, list[str]]:
    """The codes of named pairs, sorted and distinct, and what kept others from being read."""
    if not isinstance(pairs, list | tuple):
        return np.zeros(0, np.int64), [f"{place}: expected a list of pairs"]
    mentees = {name: at for at, name in enumerate(instance.mentees)}
    mentors = {name: at for at, name in enumerate(instance.mentors)}
    codes, faults = [], []
    for at, pair in enumerate(pairs):
        try:
            mentee, mentor = pair if isinstance(pair, list | tuple) else ()
            codes.append(mentees[mentee] * len(mentors) + mentors[mentor])
        except (KeyError, TypeError, ValueError):
            faults.append(f"{place}[{at}]: expected a pair of known names")
    if len(faults) > SHOWN:
        faults[SHOWN:] = [f"{place}: {len(faults) - SHOWN} more are no pairs of known names"]
    found = np.array(codes, np.int64)
    if (np.diff(found) <= 0).any():
        return np.unique(found), [*faults, f"{place}: pairs must be sorted and distinct"]
    return found, faults


def name_of(instance: Instance, code: int) -> str:
    """The pair in words."""
    mentee, mentor = divmod(code, len(instance.mentors))
    return f"{instance.mentees[mentee]} with {instance.mentors[mentor]}"


def named(instance: Instance, codes: Longs, sentence: str) -> Iterator[str]:
    """The sentence for each pair, beyond SHOWN a count."""
    for code in codes[:SHOWN].tolist():
        yield f"{name_of(instance, code)}: {sentence}"
    if len(codes) > SHOWN:
        yield f"{len(codes) - SHOWN} more pairs: {sentence}"


def open_to_all(instance: Instance, strategy: str, options: Options) -> Mask:
    """bool[n]: the mentees who under this strategy may get anybody who accepts them."""
    if strategy in ("survey", "lottery"):
        return ~instance.mentee_lists.given | options.ignore_lists
    nobody_ranks = strategy == "balanced" and not instance.mentee_lists.given.any()
    return np.full(len(instance.mentees), nobody_ranks)


def faults_of_pairs(match: Match, rest: Match, strategy: str, options: Options) -> Iterator[str]:
    """What makes the pairs infeasible; `rest` are those that the strategy itself made, which must meet the minimums."""
    instance = match.instance
    yield from named(instance, match.codes[found_in(instance.forbidden, match.codes)], "the pair is forbidden")
    missing = instance.fixed[~found_in(match.codes, instance.fixed)]
    yield from named(instance, missing, "the pair is fixed and not there")
    yield from _over("mentee", instance.mentees, match.mentor_count, instance.places)
    yield from _over("mentor", instance.mentors, match.load, instance.capacity)
    yield from _over("group", instance.groups, match.group_load, instance.group_capacity)
    if strategy in HARD_MINIMUMS:
        yield from _under("mentor", instance.mentors, rest.load, instance.minimum)
        yield from _under("group", instance.groups, rest.group_load, instance.group_minimum)
    listed = found_in(np.sort(instance.entries.codes[instance.edges.entry]), match.codes)
    may_be_open = open_to_all(instance, strategy, options)[match.mentee] | found_in(match.placed_later, match.codes)
    allowed = match.fixed | listed | may_be_open & _accepted(match)
    yield from named(instance, match.codes[~allowed], "the pair is not acceptable to both")
    stray = match.placed_later[~found_in(match.codes, match.placed_later)]
    yield from named(instance, stray, "said to be placed after the rest, but not among the pairs")
    moved = match.placed_later[found_in(instance.fixed, match.placed_later)]
    yield from named(instance, moved, "said to be placed after the rest, but fixed before it")


def _accepted(match: Match) -> Mask:
    """bool[k]: neither the mentor's nor its group's own list leaves the mentee out."""
    instance = match.instance
    _, accepted = ranks_on(instance.mentor_lists, match.mentor, match.mentee)
    _, by_group = ranks_on_groups(instance.group_lists, instance.group_of, match.mentor, match.mentee)
    return accepted & by_group


def _over(kind: str, names: tuple[str, ...], load: Longs, most: Ints) -> Iterator[str]:
    for at in np.flatnonzero(load > most)[:SHOWN]:
        yield f"{kind} {names[at]}: {load[at]} pairs for {most[at]} places"


def _under(kind: str, names: tuple[str, ...], load: Longs, least: Ints) -> Iterator[str]:
    for at in np.flatnonzero(load < least)[:SHOWN]:
        yield f"{kind} {names[at]}: {load[at]} pairs, the minimum is {least[at]}"

"""Why each mentee got this result: truthful, machine-readable, naming no other mentee.

    {"mentors": [[name, rank, how], …], "higher": [[name, state, rule], …], "why": …}

mentors  whom the mentee got; rank on its list or null; how: "list", "fixed" (set by the coordinator),
         "open" (found by the strategy outside the list), "placed-later" (by similarity after the rest)
higher   listed mentors that rank above the last one it got, or all others where places stayed empty;
         state: "full", "group-full", "no-places" (a capacity of 0), "not-accepting" (a list of the other
         side leaves the mentee out), "not-eligible", "free" (kept so by the rule);
         rule by which others came first: "ranking", "group-ranking", "similarity", "lottery", "fixed"
         (its places were set by the coordinator), "total" (what is best for all together, and the
         lottery between results that are equally good), "capacity", "eligibility"
why      "placed", "partly-placed", and for those without any: "ranked-nobody",
         "nobody-eligible" (no listed mentor may or will take the mentee), "list-exhausted"
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from matching.engine.model.acceptability import found_in
from matching.engine.model.columns import Ints, Longs
from matching.engine.model.match import Match
from matching.engine.model.residual import residual_capacity
from matching.engine.report.blocking import SIMILARITY_BITS, SIMILARITY_MASK, UNLISTED, HeldPairs, standing

STATES = ("full", "group-full", "no-places", "not-accepting", "not-eligible", "free")
RULES = ("ranking", "group-ranking", "similarity", "lottery", "fixed", "total", "capacity", "eligibility")
FULL, GROUP_FULL, NO_PLACES, NOT_ACCEPTING, NOT_ELIGIBLE, FREE = range(len(STATES))
RANKING, GROUP_RANKING, SIMILARITY, LOTTERY, FIXED, TOTAL, CAPACITY, ELIGIBILITY = range(len(RULES))
STATES_AND_RULES = [[state, rule] for state in STATES for rule in RULES]
SOURCES = ("list", "open", "placed-later", "fixed")
LIST, OPEN, PLACED_LATER, FIXED_PAIR = range(len(SOURCES))
RULE_OF_STRATEGY = {"lottery": LOTTERY, "choice-best": TOTAL, "survey": TOTAL, "balanced": TOTAL}


def reasons(match: Match, strategy: str, priority: str) -> dict[str, Any]:
    """Return the reason of every mentee, by name. Equal parts are shared between mentees: do not change them.

    strategy  name of the strategy that made the match;  priority  as in `metrics`
    """
    instance = match.instance
    entries = _preferred_entries(match)
    owner, mentor = instance.mentee_lists.owner[entries], instance.mentee_lists.other[entries]
    state = _states(match, entries)
    rule = _rules(match, entries, state, strategy, priority)
    with _garbage_collection_paused():
        higher = _labeled(instance.mentors, mentor, STATES_AND_RULES, state * len(RULES) + rule)
        ends = np.searchsorted(owner, np.arange(1, len(instance.mentees) + 1)).tolist()
        obtained, obtained_ends = _obtained(match), np.cumsum(match.mentor_count).tolist()
        made, start, obtained_start = {}, 0, 0
        for name, end, obtained_end, why in zip(instance.mentees, ends, obtained_ends, _placements(match), strict=True):
            made[name] = {"mentors": obtained[obtained_start:obtained_end], "higher": higher[start:end], "why": why}
            start, obtained_start = end, obtained_end
    return made


@contextmanager
def _garbage_collection_paused() -> Iterator[None]:
    """No garbage is looked for meanwhile: many small lists are made and none can be garbage; it saves two thirds."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _labeled(names: Sequence[str], mentor: Ints | Longs, labels: list[list[Any]], label: Longs) -> list[list[Any]]:
    """[name, *label] of each; made once for all that are equal, which spares memory and time."""
    kinds, which = np.unique(mentor * np.int64(len(labels)) + label, return_inverse=True)
    made = [[names[kind // len(labels)], *labels[kind % len(labels)]] for kind in kinds.tolist()]
    return [made[at] for at in which.tolist()]


def _obtained(match: Match) -> list[list[Any]]:
    """[name, rank, how] of every pair, in the order of the mentees."""
    how = np.where(match.rank > 0, LIST, OPEN)
    how[found_in(match.placed_later, match.codes)] = PLACED_LATER
    how[match.fixed] = FIXED_PAIR
    labels = [[rank or None, word] for rank in range(int(match.rank.max(initial=0)) + 1) for word in SOURCES]
    return _labeled(match.instance.mentors, match.mentor, labels, match.rank * len(SOURCES) + how)


def _preferred_entries(match: Match) -> Longs:
    """The list entries that a mentee would have preferred to its last mentor, or to an empty place."""
    instance = match.instance
    lists = instance.mentee_lists
    last = np.zeros(len(instance.mentees), np.int64)
    moving = ~match.fixed
    np.maximum.at(last, match.mentee[moving], np.where(match.rank[moving] > 0, match.rank[moving], UNLISTED))
    last[match.mentor_count < instance.places] = UNLISTED
    return np.flatnonzero(~match.entry_matched & (lists.rank < last[lists.owner]))


def _states(match: Match, entries: Longs) -> Longs:
    instance = match.instance
    mentor = instance.mentee_lists.other[entries]
    state = np.full(len(entries), FREE, np.int64)
    no_places = instance.capacity[mentor] == 0
    if len(instance.groups):
        group = instance.group_of[mentor]
        grouped = group >= 0
        state[grouped & (match.group_load >= instance.group_capacity)[group]] = GROUP_FULL
        no_places |= grouped & (instance.group_capacity == 0)[group]
    state[(match.load >= instance.capacity)[mentor]] = FULL
    state[no_places] = NO_PLACES
    accepted = np.zeros(len(instance.mentee_lists.other), np.bool_)
    accepted[instance.edges.entry] = True
    state[~accepted[entries]] = NOT_ACCEPTING
    state[found_in(instance.forbidden, instance.entries.codes[entries])] = NOT_ELIGIBLE
    return state


def _rules(match: Match, entries: Longs, state: Longs, strategy: str, priority: str) -> Longs:
    instance = match.instance
    mentor = instance.mentee_lists.other[entries]
    if strategy in RULE_OF_STRATEGY:
        rule = np.full(len(entries), RULE_OF_STRATEGY[strategy], np.int64)
    else:
        rule = _rule_of_order(match, entries, state, priority)
    left = residual_capacity(instance)
    rule[(state == FULL) & (left.capacity[mentor] == 0)] = FIXED
    if len(instance.groups):
        rule[(state == GROUP_FULL) & (left.group_capacity[instance.group_of[mentor]] == 0)] = FIXED
    mentor_accepts = instance.entries.by_mentor[1][entries]
    rule[state == NO_PLACES] = CAPACITY
    rule[state == NOT_ACCEPTING] = np.where(mentor_accepts, GROUP_RANKING, RANKING)[state == NOT_ACCEPTING]
    rule[state == NOT_ELIGIBLE] = ELIGIBILITY
    return rule


def _rule_of_order(match: Match, entries: Longs, state: Longs, priority: str) -> Longs:
    """What sets each pair behind the last one that the full mentor or group took."""
    instance, held = match.instance, HeldPairs(match, priority)
    own, mentor = standing(instance, entries, priority), instance.mentee_lists.other[entries]
    last, by_group = held.worst[mentor], np.zeros(len(mentor), np.bool_)
    if len(instance.groups):
        group = instance.group_of[mentor]
        last = np.where(state == GROUP_FULL, held.group_worst[group], last)
        by_group = (group >= 0) & instance.group_lists.given[group]
    rule = np.where(by_group, GROUP_RANKING, RANKING)
    rule[(own >> SIMILARITY_BITS == last >> SIMILARITY_BITS) & (last & SIMILARITY_MASK > 0)] = SIMILARITY
    rule[own == last] = LOTTERY
    return rule


def _placements(match: Match) -> list[str]:
    instance = match.instance
    has_acceptable = np.diff(instance.edges.indptr) > 0
    why = np.where(has_acceptable, "list-exhausted", "nobody-eligible")
    why[~instance.mentee_lists.given] = "ranked-nobody"
    why[match.mentor_count > 0] = "partly-placed"
    why[match.mentor_count >= instance.places] = "placed"
    return [str(word) for word in why.tolist()]

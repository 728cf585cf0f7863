"""Small random instances, and what exhaustive search says about them."""

import hashlib
from collections.abc import Callable, Iterator
from itertools import compress, product

import numpy as np
from hypothesis import strategies as st

from matching.engine.model.acceptability import Edges
from matching.engine.model.instance import Groups, Instance
from matching.engine.model.lists import Lists
from matching.engine.model.outcome import Outcome
from matching.engine.model.overlap import Overlap

SEED = 1
Pair = tuple[int, int]
Profit = Callable[[int, int], tuple[int, ...]]


@st.composite
def instances(draw: st.DrawFn, *, with_lists: bool = True, minimums: bool = True) -> Instance:
    """Up to 4 mentees and 3 mentors with everything that may bind them."""
    n, m = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    g = draw(st.integers(0, 2))
    few = st.integers(0, 2)
    cells = [(i, j) for i in range(n) for j in range(m)]
    apart = draw(st.lists(st.sampled_from(cells), unique=True, max_size=2))
    together = draw(st.lists(st.sampled_from(cells), unique=True, max_size=1))
    minimum = few if minimums else st.just(0)
    similarity = draw(st.lists(st.integers(0, 4), min_size=n * m, max_size=n * m))
    return Instance.build(
        mentees=[f"m{i}" for i in range(n)],
        mentors=[f"a{j}" for j in range(m)],
        capacity=np.array(draw(st.lists(st.integers(0, 3), min_size=m, max_size=m))),
        mentee_lists=draw(ranked_lists(n, m)) if with_lists else None,
        places=np.array(draw(st.lists(st.integers(1, 2), min_size=n, max_size=n))),
        minimum=np.array(draw(st.lists(minimum, min_size=m, max_size=m))),
        groups=Groups(
            names=[f"g{k}" for k in range(g)],
            of_mentor=np.array(draw(st.lists(st.integers(-1, g - 1), min_size=m, max_size=m))),
            capacity=np.array(draw(st.lists(st.integers(0, 4), min_size=g, max_size=g)), np.int64),
            minimum=np.array(draw(st.lists(minimum, min_size=g, max_size=g)), np.int64),
        ),
        forbidden=[pair for pair in apart if pair not in together],
        fixed=together,
        overlap=Overlap.from_matrix(np.array(similarity).reshape(n, m) / 4),
    )


@st.composite
def ranked_lists(draw: st.DrawFn, n: int, m: int) -> Lists:
    """Each mentee ranks some mentors, with ties and gaps, or hands in no list."""
    rows = draw(st.lists(st.lists(st.integers(0, 3), min_size=m, max_size=m), min_size=n, max_size=n))
    entries = [(i, j, rank) for i, row in enumerate(rows) for j, rank in enumerate(row) if rank]
    owner, other, rank = zip(*entries, strict=True) if entries else ((), (), ())
    return Lists.from_columns(n, owner, other, rank)


def rank_of(edges: Edges) -> dict[Pair, int]:
    """The rank of every acceptable pair."""
    pairs = zip(edges.mentee.tolist(), edges.mentor.tolist(), strict=True)
    return dict(zip(pairs, edges.rank.tolist(), strict=True))


def pairs_of(outcome: Outcome) -> set[Pair]:
    """The pairs of an outcome; none of them is there twice."""
    pairs = list(zip(outcome.mentee.tolist(), outcome.mentor.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs)
    return set(pairs)


def fixed_pairs(instance: Instance) -> set[Pair]:
    return set(zip(instance.fixed_mentee.tolist(), instance.fixed_mentor.tolist(), strict=True))


def present_in(instance: Instance) -> set[Pair]:
    return {divmod(code, len(instance.mentors)) for code in instance.present.tolist()}


def is_feasible(instance: Instance, pairs: set[Pair]) -> bool:
    """Whether the pairs respect places, capacities, minimums, groups and fixed pairs."""
    by_mentee, by_mentor = loads(instance, pairs)
    by_group = np.zeros(len(instance.groups), int)
    for mentor, group in enumerate(instance.group_of):
        if group >= 0:
            by_group[group] += by_mentor[mentor]
    return bool(
        fixed_pairs(instance) <= pairs
        and (by_mentee <= instance.places).all()
        and (instance.minimum <= by_mentor).all()
        and (by_mentor <= instance.capacity).all()
        and (instance.group_minimum <= by_group).all()
        and (by_group <= instance.group_capacity).all()
    )


def loads(instance: Instance, pairs: set[Pair]) -> tuple[np.ndarray, np.ndarray]:
    by_mentee = np.zeros(len(instance.mentees), int)
    by_mentor = np.zeros(len(instance.mentors), int)
    for mentee, mentor in pairs:
        by_mentee[mentee] += 1
        by_mentor[mentor] += 1
    return by_mentee, by_mentor


def with_lottery(instance: Instance, profit: Profit) -> Profit:
    """The profits with those of the lottery's level after them, reckoned as docs/matching.md describes them."""

    def number(side: str, name: str) -> int:
        return int.from_bytes(hashlib.sha256(f"{SEED}:{side}:{name}".encode()).digest()[:8], "big")

    def lengthened(mentee: int, mentor: int) -> tuple[int, ...]:
        other = number("mentor", instance.mentors[mentor])
        mixed = number("mentee", instance.mentees[mentee]) ^ (other << 32 & 2**64 - 1 | other >> 32)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            mixed = (mixed ^ mixed >> shift) * factor & 2**64 - 1
        return (*profit(mentee, mentor), -((mixed ^ mixed >> 31) >> 32))

    return lengthened


def best_choice(instance: Instance, acceptable: set[Pair], profit: Profit) -> set[Pair] | None:
    """The feasible set of pairs of lexicographically greatest total profit, which is the only one; None for none."""
    feasible = feasible_choices(instance, acceptable)
    values = [value_of(pairs, profit) for pairs in feasible]
    if not feasible:
        return None
    assert values.count(max(values)) == 1
    return feasible[values.index(max(values))]


def feasible_choices(instance: Instance, acceptable: set[Pair]) -> list[set[Pair]]:
    """Every set of acceptable pairs within all bounds."""
    return [pairs for pairs in _subsets(acceptable) if is_feasible(instance, pairs)]


def value_of(pairs: set[Pair], profit: Profit) -> tuple[int, ...]:
    levels = len(profit(0, 0))
    return tuple(sum(profit(*pair)[level] for pair in pairs) for level in range(levels))


def _subsets(pairs: set[Pair]) -> Iterator[set[Pair]]:
    ordered = sorted(pairs)
    for kept in product((False, True), repeat=len(ordered)):
        yield set(compress(ordered, kept))


def assert_proven(instance: Instance, outcome: Outcome, acceptable: set[Pair], profit: Profit) -> None:
    """The dual values satisfy complementary slackness, level before level; the last counts what differs."""
    chosen = pairs_of(outcome)
    assert outcome.certificate["levels"][-2:] == ["lottery 1", "difference"]
    duals = outcome.certificate["duals"]
    groups = instance.group_of.tolist()

    def price(side: str, index: int) -> tuple[int, ...]:
        return tuple(level[side][index] if index >= 0 else 0 for level in duals)

    zero = (0,) * len(duals)
    for mentee, mentor in acceptable - fixed_pairs(instance):
        terms = (price("mentee", mentee), price("mentor", mentor), price("group", groups[mentor]))
        gains = (*profit(mentee, mentor), -1 if (mentee, mentor) in chosen else 1)
        reduced = tuple(gain - sum(paid) for gain, *paid in zip(gains, *terms, strict=True))
        assert reduced >= zero if (mentee, mentor) in chosen else reduced <= zero
    by_mentee, by_mentor = loads(instance, chosen)
    by_group = [sum(by_mentor[j] for j, at in enumerate(groups) if at == k) for k in range(len(instance.groups))]
    for side, load, low, high in (
        ("mentee", by_mentee, np.zeros(len(by_mentee)), instance.places),
        ("mentor", by_mentor, instance.minimum, instance.capacity),
        ("group", by_group, instance.group_minimum, instance.group_capacity),
    ):
        for index in range(len(load)):
            assert price(side, index) <= zero or load[index] == high[index]
            assert price(side, index) >= zero or load[index] == low[index]

"""The rounds that are measured: n mentees, n/4 mentors of capacity 4, ten ranks each, some mentors very popular."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from matching.engine.model.columns import Ints, Longs
from matching.engine.model.instance import Instance
from matching.engine.model.lists import Lists
from matching.engine.model.overlap import Overlap
from matching.engine.model.similarity import Interests, overlap_of

CAPACITY = 4
LISTED = 10
POPULAR = 8  # one in so many mentors is very popular
DEMAND = 47  # how many times likelier a popular mentor is to be listed
TAGS, STATEMENTS, LEVELS = 50, 12, 5
LARGEST = 1_000  # number by which people differ who differ in one respect alone
DRAWS = 64  # mentors drawn at once for a list: nearly always ten different ones among them


@dataclass(frozen=True, eq=False)
class Round:
    """choices int32[n, LISTED], best first, without ties; the mentors rank their applicants by similarity."""

    choices: Ints
    overlap: Overlap

    @property
    def shape(self) -> tuple[int, int]:
        return self.overlap.shape

    @cached_property
    def names(self) -> tuple[list[str], list[str]]:
        """Of the mentees and of the mentors."""
        n, m = self.shape
        return [f"mentee{at:07d}" for at in range(n)], [f"mentor{at:07d}" for at in range(m)]

    @cached_property
    def applicants(self) -> tuple[Longs, Longs, Longs]:
        """Columns mentor, mentee, rank of the mentors' own rankings: the more similar first, ties by name."""
        mentee = np.repeat(np.arange(len(self.choices)), self.choices.shape[1])
        mentor = self.choices.ravel().astype(np.int64)
        order = np.lexsort((mentee, -self.overlap.pairs(mentee, mentor), mentor))
        mentor, mentee = mentor[order], mentee[order]
        return mentor, mentee, np.arange(len(mentor)) - np.searchsorted(mentor, mentor) + 1

    def plain(self) -> dict[str, Any]:
        """The same as lists of indices, for solvers that take those."""
        mentor, mentee, _ = self.applicants
        rankings = np.split(mentee, np.searchsorted(mentor, np.arange(1, self.shape[1])))
        return {
            "choices": self.choices.tolist(),
            "rankings": [ranking.tolist() for ranking in rankings],
            "capacity": CAPACITY,
        }


def round_of(mentees: int, seed: int = 1) -> Round:
    """The round of a given size; the same seed gives the same round."""
    rng = np.random.default_rng(seed)
    mentors = max(mentees // 4, 1)
    weight = np.ones(mentors)
    weight[: max(mentors // POPULAR, 1)] = DEMAND
    listed = min(LISTED, mentors)
    sides = [_interests(rng, people) for people in (mentees, mentors)]
    return Round(_choices(rng, mentees, np.cumsum(weight) / weight.sum(), listed), overlap_of(*sides))


def ranked(measured: Round) -> Instance:
    """The round with the lists of both sides."""
    (n, m), (mentees, mentors) = measured.shape, measured.names
    mentor, mentee, rank = measured.applicants
    listed = measured.choices.shape[1]
    return Instance.build(
        mentees=mentees,
        mentors=mentors,
        capacity=CAPACITY,
        mentee_lists=Lists.from_columns(
            n, np.repeat(np.arange(n), listed), measured.choices.ravel(), np.tile(np.arange(1, listed + 1), n)
        ),
        mentor_lists=Lists.from_columns(m, mentor, mentee, rank),
        overlap=measured.overlap,
        seed=1,
    )


def one_dimensional(measured: Round) -> Instance:
    """The same without lists, where a similarity is the product of one number of each: all stand in one order."""
    n, m = measured.shape
    rng = np.random.default_rng(n)
    mentees, mentors = (rng.integers(0, LARGEST, (people, 1)) for people in (n, m))
    return replace(unranked(measured), overlap=Overlap.from_vectors(mentees, mentors, LARGEST**2))


def unranked(measured: Round) -> Instance:
    """The round without lists: everybody may be paired with everybody, similarity alone decides."""
    mentees, mentors = measured.names
    return Instance.build(mentees=mentees, mentors=mentors, capacity=CAPACITY, overlap=measured.overlap, seed=1)


def _interests(rng: np.random.Generator, people: int) -> Interests:
    tags = rng.random((people, TAGS)) < np.linspace(0.05, 0.4, TAGS)
    return Interests(tags, rng.integers(1, LEVELS + 1, (people, STATEMENTS)).astype(np.int8))


def _choices(rng: np.random.Generator, mentees: int, share: np.ndarray, listed: int) -> Ints:
    """The first `listed` different mentors of a weighted draw; a draw that is too poor is filled up evenly."""
    chosen = np.empty((mentees, listed), np.int32)
    for row in range(mentees):
        drawn = np.searchsorted(share, rng.random(DRAWS), side="right").clip(0, len(share) - 1)
        _, first = np.unique(drawn, return_index=True)
        different = drawn[np.sort(first)][:listed]
        if len(different) < listed:
            rest = rng.permutation(np.setdiff1d(np.arange(len(share)), different))
            different = np.concatenate([different, rest[: listed - len(different)]])
        chosen[row] = different
    return chosen

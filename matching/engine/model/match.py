"""A set of pairs of an instance: who is matched with whom, at what rank."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matching.engine.model.acceptability import found_in
from matching.engine.model.columns import Floats, Longs, Mask
from matching.engine.model.errors import InstanceError
from matching.engine.model.instance import Instance


@dataclass(frozen=True, eq=False)
class Match:
    """k pairs of an instance, as sorted codes mentee * m + mentor.

    codes         int64[k]
    placed_later  int64[a]: sorted codes of those that were placed by similarity after the strategy was done
    """

    instance: Instance
    codes: Longs
    placed_later: Longs

    @classmethod
    def of_names(cls, instance: Instance, pairs: Iterable[tuple[str, str]]) -> "Match":
        """Return the match of named pairs (mentee, mentor), in any order. Raises InstanceError for an unknown name."""
        row = {name: at for at, name in enumerate(instance.mentees)}
        column = {name: at for at, name in enumerate(instance.mentors)}
        try:
            codes = [row[mentee] * len(column) + column[mentor] for mentee, mentor in pairs]
        except KeyError as error:
            raise InstanceError("pairs", f"unknown name {error}") from None
        return cls(instance, np.array(sorted(codes), np.int64), np.zeros(0, np.int64))

    @cached_property
    def mentee(self) -> Longs:
        """int64[k]: the mentee of each pair."""
        return self.codes // len(self.instance.mentors)

    @cached_property
    def mentor(self) -> Longs:
        """int64[k]: the mentor of each pair."""
        return self.codes % len(self.instance.mentors)

    @cached_property
    def fixed(self) -> Mask:
        """bool[k]: the pairs that the instance fixes."""
        return found_in(self.instance.fixed, self.codes)

    @cached_property
    def entry_matched(self) -> Mask:
        """bool[L]: the entries of the mentees' lists that became pairs."""
        return found_in(self.codes, self.instance.entries.codes)

    @cached_property
    def rank(self) -> Longs:
        """int64[k]: the mentor's rank on the mentee's list; 0 for a pair outside it."""
        rank = np.zeros(len(self.codes), np.int64)
        held = self.entry_matched
        rank[np.searchsorted(self.codes, self.instance.entries.codes[held])] = self.instance.mentee_lists.rank[held]
        return rank

    @cached_property
    def similarity(self) -> Floats:
        """float32[k]: of each pair; 0 where the instance has none."""
        overlap = self.instance.overlap
        return np.zeros(len(self.codes), np.float32) if overlap is None else overlap.pairs(self.mentee, self.mentor)

    @cached_property
    def load(self) -> Longs:
        """int64[m]: mentees of each mentor."""
        return np.bincount(self.mentor, minlength=len(self.instance.mentors))

    @cached_property
    def group_load(self) -> Longs:
        """int64[g]: mentees of each group's mentors."""
        group = self.instance.group_of[self.mentor]
        return np.bincount(group[group >= 0], minlength=len(self.instance.groups))

    @cached_property
    def mentor_count(self) -> Longs:
        """int64[n]: mentors of each mentee."""
        return np.bincount(self.mentee, minlength=len(self.instance.mentees))

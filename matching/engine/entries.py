"""What both sides make of each entry of the mentees' lists."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from matching.engine.columns import Floats, Ints, Longs, Mask
from matching.engine.lists import Lists

if TYPE_CHECKING:
    from matching.engine.instance import Instance


@dataclass(frozen=True, eq=False)
class Entries:
    """The L entries of the mentees' lists, in their order, with what the other side says; reckoned once."""

    instance: "Instance"

    @cached_property
    def codes(self) -> Longs:
        """int64[L]: mentee * m + mentor."""
        lists = self.instance.mentee_lists
        return self.instance.codes(lists.owner, lists.other)

    @cached_property
    def by_mentor(self) -> tuple[Ints, Mask]:
        """int32[L], bool[L]: the mentee's rank on the mentor's list, 0 where indifferent; does the mentor accept?"""
        lists = self.instance.mentee_lists
        return ranks_on(self.instance.mentor_lists, lists.other, lists.owner)

    @cached_property
    def by_group(self) -> tuple[Ints, Mask]:
        """The same for the mentor's group; a mentor in no group has none to please."""
        lists = self.instance.mentee_lists
        return ranks_on_groups(self.instance, lists.other, lists.owner)

    @cached_property
    def similarity(self) -> Floats:
        """float32[L]; 0 where the instance has none."""
        lists, overlap = self.instance.mentee_lists, self.instance.overlap
        return np.zeros(len(lists.other), np.float32) if overlap is None else overlap.pairs(lists.owner, lists.other)


def ranks_on(lists: Lists, owner: Ints | Longs, other: Ints | Longs) -> tuple[Ints, Mask]:
    """For each pair the rank of `other` on the owner's list, and whether the owner accepts.

    An owner without a list is indifferent: rank 0, accepted.
    """
    rank = lists.rank_of(owner, other)
    return rank, ~lists.given[owner] | (rank > 0)


def ranks_on_groups(instance: "Instance", mentor: Ints | Longs, mentee: Ints | Longs) -> tuple[Ints, Mask]:
    """The same for the groups of mentors."""
    if not len(instance.groups):
        return np.zeros(len(mentee), np.int32), np.ones(len(mentee), np.bool_)
    group = instance.group_of[mentor]
    rank, accepts = ranks_on(instance.group_lists, np.maximum(group, 0), mentee)
    return np.where(group >= 0, rank, 0).astype(np.int32), accepts | (group < 0)

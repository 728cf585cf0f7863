"""Which pairs are acceptable: the mentees' lists joined with those of mentors and groups."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matching.engine.model.columns import Floats, Ints, Longs, Mask
from matching.engine.model.lists import Lists

if TYPE_CHECKING:
    from matching.engine.model.instance import Instance

MAX_NAMED = 1_000  # dropped pairs that are named one by one; more are counted


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


class Edges(NamedTuple):
    """The E acceptable pairs, in rows by mentee, inside a row by rank.

    indptr       int64[n+1]  pairs of mentee i are indptr[i]:indptr[i+1]
    entry        int64[E]    where each pair stands among the entries of the mentees' lists
    mentor       int32[E]
    rank         int32[E]    the mentor's rank on the mentee's list, from 1
    mentor_rank  int32[E]    the mentee's rank on the mentor's list; 0 where the mentor is indifferent
    group_rank   int32[E]    the mentee's rank on the list of the mentor's group; 0 where indifferent or in none
    warnings     pairs that were dropped because one side alone lists them
    """

    indptr: Longs
    entry: Longs
    mentor: Ints
    rank: Ints
    mentor_rank: Ints
    group_rank: Ints
    warnings: tuple[str, ...]

    @property
    def mentee(self) -> Ints:
        """int32[E]: the mentee of each pair."""
        return np.repeat(np.arange(len(self.indptr) - 1, dtype=np.int32), np.diff(self.indptr))


def acceptable_pairs(instance: "Instance") -> Edges:
    """Join the lists; pairs that only one side lists are dropped and named in `warnings`."""
    listed, entries = instance.mentee_lists, instance.entries
    codes = entries.codes
    (mentor_rank, mentor_accepts), (group_rank, group_accepts) = entries.by_mentor, entries.by_group
    allowed = ~found_in(instance.forbidden, codes)
    keep = allowed & mentor_accepts & group_accepts
    warnings = [
        *_named(
            instance, codes[allowed & ~mentor_accepts], "{mentee} lists {mentor}, but {mentor} does not list {mentee}"
        ),
        *_named(
            instance,
            codes[allowed & mentor_accepts & ~group_accepts],
            "{mentee} lists {mentor}, but group {group} does not list {mentee}",
        ),
        *_unrequited(instance, codes),
    ]
    indptr = np.zeros(len(instance.mentees) + 1, np.int64)
    np.cumsum(np.bincount(listed.owner[keep], minlength=len(instance.mentees)), out=indptr[1:])
    entry = np.flatnonzero(keep)
    columns = (listed.other[entry], listed.rank[entry], mentor_rank[entry], group_rank[entry])
    return Edges(indptr, entry, *columns, tuple(warnings))


def found_in(sorted_codes: Longs, codes: Longs) -> Mask:
    """bool[len(codes)]: which of the codes stand in the sorted ones."""
    if not len(sorted_codes):
        return np.zeros(len(codes), np.bool_)
    at = np.minimum(np.searchsorted(sorted_codes, codes), len(sorted_codes) - 1)
    return np.asarray(sorted_codes[at] == codes)


def _unrequited(instance: "Instance", listed: Longs) -> list[str]:
    """Warnings for mentors who list a mentee whose own list leaves them out."""
    lists = instance.mentor_lists
    own_list = instance.mentee_lists.given[lists.other] if len(lists.other) else np.zeros(0, np.bool_)
    codes = lists.other[own_list].astype(np.int64) * len(instance.mentors) + lists.owner[own_list]
    codes = np.sort(codes)
    missing = codes[~found_in(np.sort(listed), codes) & ~found_in(instance.forbidden, codes)]
    return _named(instance, missing, "{mentor} lists {mentee}, but {mentee} does not list {mentor}")


def _named(instance: "Instance", codes: Longs, sentence: str) -> list[str]:
    """One warning for each pair, in words; beyond MAX_NAMED one that counts the rest."""
    warnings = []
    for code in codes[:MAX_NAMED].tolist():
        mentee, mentor = divmod(code, len(instance.mentors))
        group = instance.group_of[mentor]
        names = {
            "mentee": instance.mentees[mentee],
            "mentor": instance.mentors[mentor],
            "group": instance.groups[group] if group >= 0 else "",
        }
        warnings.append(sentence.format(**names) + ": pair dropped")
    if len(codes) > MAX_NAMED:
        warnings.append(f"{len(codes) - MAX_NAMED} more pairs of this kind dropped")
    return warnings

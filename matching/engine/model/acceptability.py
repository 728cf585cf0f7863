"""Which pairs are acceptable: the mentees' lists joined with those of mentors and groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple

import numpy as np

from matching.engine.model.columns import Floats, Ints, Longs, Mask
from matching.engine.model.lists import Lists
from matching.engine.model.overlap import Overlap

MAX_NAMED = 1_000  # dropped pairs that are named one by one; more are counted


@dataclass(frozen=True, eq=False)
class Entries:
    """The L entries of the mentees' lists, in their order, with what the other side says; computed once.

    The fields are those of the `Instance`.
    """

    mentee_lists: Lists
    mentor_lists: Lists
    group_lists: Lists
    group_of: Ints
    overlap: Overlap | None

    @cached_property
    def codes(self) -> Longs:
        """int64[L]: mentee * m + mentor."""
        lists = self.mentee_lists
        return lists.owner.astype(np.int64) * len(self.group_of) + lists.other

    @cached_property
    def by_mentor(self) -> tuple[Ints, Mask]:
        """int32[L], bool[L]: the mentee's rank on the mentor's list, 0 where indifferent; does the mentor accept?"""
        return ranks_on(self.mentor_lists, self.mentee_lists.other, self.mentee_lists.owner)

    @cached_property
    def by_group(self) -> tuple[Ints, Mask]:
        """The same on the list of the mentor's group; a mentor in no group needs none to accept."""
        return ranks_on_groups(self.group_lists, self.group_of, self.mentee_lists.other, self.mentee_lists.owner)

    @cached_property
    def deciding_similarity(self) -> Floats:
        """float32[L]: where neither the mentor nor its group has a list; 0 elsewhere, for there ranks decide."""
        owner, other = self.mentee_lists.owner, self.mentee_lists.other
        similarity = np.zeros(len(other), np.float32)
        if self.overlap is not None:
            deciding = np.flatnonzero(~self._ranking[other])
            similarity[deciding] = self.overlap.pairs(owner[deciding], other[deciding])
        return similarity

    @property
    def _ranking(self) -> Mask:
        """bool[m]: mentors with a list, of their own or of their group."""
        if not len(self.group_lists.given):
            return self.mentor_lists.given
        return self.mentor_lists.given | (self.group_of >= 0) & self.group_lists.given[self.group_of]


def ranks_on(lists: Lists, owner: Ints | Longs, other: Ints | Longs) -> tuple[Ints, Mask]:
    """Return for each pair the rank int32[k] of `other` on the owner's list, and whether the owner accepts, bool[k].

    An owner without a list is indifferent: rank 0, accepted.
    """
    rank = lists.rank_of(owner, other)
    return rank, ~lists.given[owner] | (rank > 0)


def ranks_on_groups(
    group_lists: Lists, group_of: Ints, mentor: Ints | Longs, mentee: Ints | Longs
) -> tuple[Ints, Mask]:
    """Return for each pair the mentee's rank int32[k] on the list of the mentor's group, and if it accepts, bool[k].

    A group without a list is indifferent, and so is no group: rank 0, accepted.
    """
    if not len(group_lists.given):
        return np.zeros(len(mentee), np.int32), np.ones(len(mentee), np.bool_)
    group = group_of[mentor]
    rank, accepts = ranks_on(group_lists, np.maximum(group, 0), mentee)
    return np.where(group >= 0, rank, 0).astype(np.int32), accepts | (group < 0)


class Edges(NamedTuple):
    """The E acceptable pairs, in rows by mentee, inside a row by rank.

    indptr       int64[n+1]  pairs of mentee i are indptr[i]:indptr[i+1]
    entry        int64[E]    where each pair stands among the entries of the mentees' lists
    mentor       int32[E]
    rank         int32[E]    the mentor's rank on the mentee's list, from 1
    mentor_rank  int32[E]    the mentee's rank on the mentor's list; 0 where the mentor is indifferent
    group_rank   int32[E]    the mentee's rank on the list of the mentor's group; 0 where indifferent or in none
    """

    indptr: Longs
    entry: Longs
    mentor: Ints
    rank: Ints
    mentor_rank: Ints
    group_rank: Ints

    @property
    def mentee(self) -> Ints:
        """int32[E]: the mentee of each pair."""
        return np.repeat(np.arange(len(self.indptr) - 1, dtype=np.int32), np.diff(self.indptr))


def acceptable_pairs(entries: Entries, forbidden: Longs) -> Edges:
    """Return the entries of the mentees' lists that mentors and groups accept and that are not `forbidden`."""
    lists = entries.mentee_lists
    (mentor_rank, mentor_accepts), (group_rank, group_accepts) = entries.by_mentor, entries.by_group
    keep = mentor_accepts & group_accepts & ~found_in(forbidden, entries.codes)
    indptr = np.zeros(len(lists.given) + 1, np.int64)
    np.cumsum(np.bincount(lists.owner[keep], minlength=len(lists.given)), out=indptr[1:])
    entry = np.flatnonzero(keep)
    return Edges(indptr, entry, lists.other[entry], lists.rank[entry], mentor_rank[entry], group_rank[entry])


class Names(NamedTuple):
    """The names of an instance's people and groups, by index."""

    mentees: Sequence[str]
    mentors: Sequence[str]
    groups: Sequence[str]


def one_sided_warnings(entries: Entries, forbidden: Longs, names: Names) -> tuple[str, ...]:
    """Return warnings, in words, of the pairs that were dropped because one side alone lists them."""
    codes = entries.codes
    (_, mentor_accepts), (_, group_accepts) = entries.by_mentor, entries.by_group
    allowed = ~found_in(forbidden, codes)
    by_mentee, by_group = allowed & ~mentor_accepts, allowed & mentor_accepts & ~group_accepts
    dropped = (
        (codes[by_mentee], "{mentee} lists {mentor}, but {mentor} does not list {mentee}"),
        (codes[by_group], "{mentee} lists {mentor}, but group {group} does not list {mentee}"),
        (_listed_by_mentor_alone(entries, forbidden), "{mentor} lists {mentee}, but {mentee} does not list {mentor}"),
    )
    return tuple(chain.from_iterable(_warnings(*kind, names, entries.group_of) for kind in dropped))


def found_in(sorted_codes: Longs, codes: Longs) -> Mask:
    """Return bool[len(codes)]: which of the codes stand among the sorted ones."""
    if not len(sorted_codes):
        return np.zeros(len(codes), np.bool_)
    at = np.minimum(np.searchsorted(sorted_codes, codes), len(sorted_codes) - 1)
    return np.asarray(sorted_codes[at] == codes)


def _listed_by_mentor_alone(entries: Entries, forbidden: Longs) -> Longs:
    """Sorted codes of the pairs that the mentor lists and the mentee's own list leaves out."""
    lists = entries.mentor_lists
    own_list = entries.mentee_lists.given[lists.other] if len(lists.other) else np.zeros(0, np.bool_)
    codes = np.sort(lists.other[own_list].astype(np.int64) * len(lists.given) + lists.owner[own_list])
    return codes[~found_in(np.sort(entries.codes), codes) & ~found_in(forbidden, codes)]


def _warnings(codes: Longs, sentence: str, names: Names, group_of: Ints) -> list[str]:
    """One warning for each pair; beyond MAX_NAMED one that counts the rest."""
    warnings = []
    for code in codes[:MAX_NAMED].tolist():
        mentee, mentor = divmod(code, len(names.mentors))
        group = names.groups[group_of[mentor]] if group_of[mentor] >= 0 else ""
        pair = sentence.format(mentee=names.mentees[mentee], mentor=names.mentors[mentor], group=group)
        warnings.append(f"{pair}: pair dropped")
    if len(codes) > MAX_NAMED:
        warnings.append(f"{len(codes) - MAX_NAMED} more pairs of this kind dropped")
    return warnings

"""Which pairs are acceptable: the join of the lists of both sides."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matching.engine.columns import Ints, Longs, Mask

if TYPE_CHECKING:
    from matching.engine.instance import Instance

MAX_NAMED = 1_000  # dropped pairs that are named one by one; more are counted


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

"""What mentees would take under a lottery, as the verifier sees it: tie groups, numbered in the order of the draw."""

from dataclasses import dataclass

import numpy as np

from matching.engine.model.acceptability import found_in
from matching.engine.model.columns import Longs, Mask
from matching.engine.model.instance import Instance
from matching.engine.model.residual import residual_capacity
from matching.engine.verify_draws import Draw


@dataclass(frozen=True, eq=False)
class TieGroups:
    """The t tie groups of all mentees, numbered from 0 by draw, then by rank: the later, the greater.

    A wide tie group holds everybody who accepts the mentee; whom, is not written down. Fixed pairs stand in none.

    mentee       int64[t]  whose each is;  wide  bool[t]
    start, stop  int64[t]  its mentors are mentor[start:stop], in the order of the pairs' numbers
    mentor       int64[k]  the mentors of all that are not wide;  group  int64[k]  the tie group of each
    """

    instance: Instance
    draw: Draw
    mentee: Longs
    wide: Mask
    start: Longs
    stop: Longs
    mentor: Longs
    group: Longs

    @classmethod
    def of(cls, instance: Instance, draw: Draw, wide: Mask) -> "TieGroups":
        """The tie groups of an instance; wide  bool[n]: mentees who are content with everybody."""
        edges = instance.edges
        listed = np.flatnonzero(residual_capacity(instance).open_edge & ~wide[edges.mentee])
        mentee, mentor, rank = (column[listed].astype(np.int64) for column in (edges.mentee, edges.mentor, edges.rank))
        fresh = np.ones(len(mentee), np.bool_)
        fresh[1:] = (mentee[1:] != mentee[:-1]) | (rank[1:] != rank[:-1])
        if not fresh.all():
            mentor = mentor[np.lexsort((draw.of_pairs(mentee, mentor), rank, mentee))]
        first = np.flatnonzero(fresh)
        open_to_all = np.flatnonzero(wide)
        nothing = np.zeros(len(open_to_all), np.int64)
        owner = np.concatenate([mentee[first], open_to_all])
        start = np.concatenate([first, nothing])
        stop = np.concatenate([first[1:], [len(mentee)][: len(first)], nothing]).astype(np.int64)
        order = np.argsort(draw.turn[owner], kind="stable")
        number = np.empty(len(order), np.int64)
        number[order] = np.arange(len(order))
        group = np.repeat(number[: len(first)], (stop - start)[: len(first)])
        return cls(instance, draw, owner[order], wide[owner[order]], start[order], stop[order], mentor, group)

    def mentors(self, group: int, still: bytearray) -> list[int]:
        """Whom the tie group holds, in the order of the pairs' numbers; a wide one only those whose byte is set."""
        if not self.wide[group]:
            row: list[int] = self.mentor[self.start[group] : self.stop[group]].tolist()
            return row
        mentee = self.mentee[group]
        accepting = self.instance.accepting_rows(mentee, mentee + 1)[0] & np.frombuffer(still, np.bool_)
        tried = np.flatnonzero(accepting)
        tried = tried[~found_in(self.instance.fixed, mentee * len(still) + tried)]
        ordered: list[int] = tried[np.argsort(self.draw.of_pairs(mentee, tried), kind="stable")].tolist()
        return ordered

    def of_pairs(self, codes: Longs) -> Longs:
        """int64[k]: the tie group of each pair, given by its code; -1 where the mentee would not take the mentor."""
        wide = np.full(len(self.instance.mentees), -1, np.int64)
        wide[self.mentee[self.wide]] = np.flatnonzero(self.wide)
        found = wide[codes // len(self.instance.mentors)]
        listed = self.codes
        if len(listed):
            order = np.argsort(listed)
            at = order[np.minimum(np.searchsorted(listed[order], codes), len(listed) - 1)]
            found = np.where(listed[at] == codes, self.group[at], found)
        return found

    @property
    def codes(self) -> Longs:
        """int64[k]: the codes of the pairs that are written down."""
        return self.instance.codes(self.mentee[self.group], self.mentor)

"""Were those who were left placed by similarity after the rest, and is nobody left who could have been?"""

from collections.abc import Iterator

import numpy as np

from matching.engine.model.acceptability import found_in
from matching.engine.model.columns import Floats, Ints, Longs, Mask
from matching.engine.model.match import Match
from matching.engine.model.options import Options
from matching.engine.verify_draws import Draw, Numbers
from matching.engine.verify_pairs import SHOWN, named


def faults(match: Match, rest: Match, seed: int, options: Options) -> Iterator[str]:
    """Pairs that should have been made: both had places left, or one gave its own to a less similar pair."""
    instance = match.instance
    if options.unplaced != "similarity":
        yield from named(instance, match.placed_later, "placed after the rest, which the options do not allow")
        return
    draw = Draw(instance, seed)
    after = Match(instance, match.placed_later, match.placed_later)
    group_of = np.where(instance.group_of < 0, len(instance.groups), instance.group_of)
    by_mentee = _Last(after, draw, after.mentee, instance.places - rest.mentor_count)
    by_mentor = _Last(after, draw, after.mentor, instance.capacity - rest.load)
    unbound = np.array([np.iinfo(np.int64).max])
    group_places = np.concatenate([instance.group_capacity - rest.group_load, unbound])
    by_group = _Last(after, draw, group_of[after.mentor], group_places)
    open_mentors = np.flatnonzero(rest.load < instance.capacity)
    found = 0
    for mentee in np.flatnonzero(rest.mentor_count < instance.places).tolist():
        mentors = open_mentors[instance.accepting_rows(mentee, mentee + 1)[0, open_mentors]]
        codes = mentee * len(instance.mentors) + mentors
        mentors = mentors[~found_in(match.codes, codes)]
        alike = instance.similarity_rows(mentee, mentee + 1)[0, mentors]
        mentees = np.full(len(mentors), mentee)
        number = draw.of_pairs(mentees, mentors)
        keen = by_mentee.room(mentees) | by_mentee.better(mentees, alike, number)
        there, groups = by_mentor.room(mentors), group_of[mentors]
        in_group = by_group.room(groups) | by_group.better(groups, alike, number)
        missed = keen & np.where(there, in_group, by_mentor.better(mentors, alike, number))
        yield from named(instance, instance.codes(mentees, mentors)[missed], "should have been made after the rest")
        found += int(missed.sum())
        if found > SHOWN:
            return


class _Last:
    """The last pair that each holder made after the rest, and whether it has a place left."""

    def __init__(self, after: Match, draw: Draw, holder: Longs, places: Longs) -> None:
        number = draw.of_pairs(after.mentee, after.mentor)
        from_best = np.lexsort((number, -after.similarity))
        self.left: Mask = np.bincount(holder, minlength=len(places)) < places
        self.alike = np.full(len(places), np.inf, np.float32)
        self.number = np.zeros(len(places), np.uint64)
        self.alike[holder[from_best]] = after.similarity[from_best]
        self.number[holder[from_best]] = number[from_best]

    def room(self, holder: Longs | Ints) -> Mask:
        """For each: has the holder a place left?"""
        return self.left[holder]

    def better(self, holder: Longs | Ints, alike: Floats, number: Numbers) -> Mask:
        """For each pair: does it come before the last one that the holder made? Never where it made none."""
        tied = alike == self.alike[holder]
        before: Mask = (alike > self.alike[holder]) | (tied & (number < self.number[holder]))
        return before

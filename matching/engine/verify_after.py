"""Were those who were left placed by similarity after the rest, and is nobody left who could have been?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matching.engine.columns import Ints, Longs, Mask
from matching.engine.edges import found_in
from matching.engine.errors import InstanceError
from matching.engine.instance import Instance
from matching.engine.limits import MAX_CELLS
from matching.engine.match import Match
from matching.engine.options import Options
from matching.engine.verify_draws import Draw
from matching.engine.verify_pairs import named


def faults(match: Match, rest: Match, seed: int, options: Options) -> Iterator[str]:
    """Pairs that should have been made: both had places left, or one gave its own to a less similar pair."""
    instance = match.instance
    if options.unplaced != "similarity":
        yield from named(instance, match.after, "placed after the rest, which the options do not allow")
        return
    codes = _could_be_made(rest)
    stray = match.after[~found_in(codes, match.after)]
    if len(stray):
        yield from named(instance, stray, "placed after the rest, where no place was left or somebody does not accept")
        return
    place = _places(instance, codes, Draw(instance, seed))
    mentee, mentor = np.divmod(codes, len(instance.mentors))
    made = found_in(match.after, codes)
    free, rather = _room(mentee, place, made, instance.places - rest.mentors_found)
    room, better = _room(mentor, place, made, instance.capacity - rest.load)
    if len(instance.groups):
        group = np.where(instance.group_of >= 0, instance.group_of, len(instance.groups))[mentor]
        unbound = np.array([np.iinfo(np.int64).max])
        group_room, in_group = _room(
            group, place, made, np.concatenate([instance.group_capacity - rest.group_load, unbound])
        )
        room, better = room & group_room, np.where(room, in_group, better)
    missed = ~made & (free | rather) & (room | better)
    yield from named(instance, codes[missed], "could have been made after the rest, before a less similar pair or none")


def _could_be_made(rest: Match) -> Longs:
    """Sorted codes of the accepted pairs of mentees and mentors who both have places left."""
    instance = rest.instance
    mentees = np.flatnonzero(rest.mentors_found < instance.places)
    mentors = np.flatnonzero(rest.load < instance.capacity)
    if len(mentees) * len(mentors) > MAX_CELLS:
        raise InstanceError("certificate.after", f"{len(mentees)} by {len(mentors)} pairs are too many to verify")
    rows = [np.zeros(0, np.int64)]
    for mentee in mentees.tolist():
        accepting = mentors[instance.accepting_rows(mentee, mentee + 1)[0, mentors]]
        rows.append(mentee * len(instance.mentors) + accepting)
    codes = np.concatenate(rows)
    return codes[~found_in(rest.codes, codes)]


def _places(instance: Instance, codes: Longs, draw: Draw) -> Longs:
    """int64[k]: the place of each pair in the order that all share, 0 the most similar."""
    mentee, mentor = np.divmod(codes, len(instance.mentors))
    keys: list[NDArray[np.uint64] | NDArray[np.float32]] = [draw.of_pairs(mentee, mentor)]
    if instance.overlap is not None:
        keys.append(-instance.overlap.pairs(mentee, mentor))
    place = np.empty(len(codes), np.int64)
    place[np.lexsort(keys)] = np.arange(len(codes))
    return place


def _room(holder: Longs | Ints, place: Longs, made: Mask, places: Longs) -> tuple[Mask, Mask]:
    """For each pair: has the holder a place left, and does the pair come before the last one it made?"""
    count = np.bincount(holder[made], minlength=len(places))
    last = np.full(len(places), -1, np.int64)
    np.maximum.at(last, holder[made], place[made])
    return (count < places)[holder], place < last[holder]

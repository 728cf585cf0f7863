"""Those who rank nobody, run out of list or are late: placed by similarity after the rest.

Every pair of a mentee with places left and a mentor with places left, who may be paired, is weighed by
similarity, ties by the lottery's numbers; the best pair is made, and so on down. In an order that all
share this is the one stable outcome: nobody left could have had a pair more alike.
"""

import numpy as np

from matching.engine import draws
from matching.engine.columns import Ints, Longs
from matching.engine.edges import found_in
from matching.engine.errors import InstanceError
from matching.engine.instance import Instance
from matching.engine.limits import MAX_CELLS
from matching.engine.match import Match


def place_by_similarity(match: Match, *, seed: int) -> Longs:
    """Sorted codes of the pairs to be added to a match. Raises InstanceError beyond MAX_CELLS pairs to weigh."""
    instance = match.instance
    places = (instance.places - match.mentors_found).tolist()
    room = (instance.capacity - match.load).tolist()
    group_room = (instance.group_capacity - match.group_load).tolist()
    group_of = instance.group_of.tolist()
    added = []
    for code in _best_first(match, seed):
        mentee, mentor = divmod(code, len(room))
        group = group_of[mentor]
        if places[mentee] and room[mentor] and (group < 0 or group_room[group]):
            added.append(code)
            places[mentee] -= 1
            room[mentor] -= 1
            if group >= 0:
                group_room[group] -= 1
    return np.array(sorted(added), np.int64)


def _best_first(match: Match, seed: int) -> list[int]:
    """Codes of all pairs that could still be made, the most alike first."""
    instance = match.instance
    mentees = np.flatnonzero(match.mentors_found < instance.places).astype(np.int32)
    mentors = np.flatnonzero(match.load < instance.capacity).astype(np.int32)
    if len(mentees) * len(mentors) > MAX_CELLS:
        raise InstanceError("unplaced", f"{len(mentees)} mentees by {len(mentors)} mentors exceed {MAX_CELLS} pairs")
    blocks = [_open_pairs(instance, int(mentee), mentors) for mentee in mentees]
    codes = np.concatenate([np.zeros(0, np.int64), *blocks])
    codes = codes[~found_in(match.codes, codes)]
    mentee, mentor = np.divmod(codes, len(instance.mentors))
    drawn = draws.numbers(seed, "mentee", instance.mentees), draws.numbers(seed, "mentor", instance.mentors)
    number = draws.pair_numbers(drawn[0][mentee], drawn[1][mentor])
    alike = np.zeros(len(codes), np.float32) if instance.overlap is None else instance.overlap.pairs(mentee, mentor)
    return list(map(int, codes[np.lexsort((number, -alike))]))


def _open_pairs(instance: Instance, mentee: int, mentors: Ints) -> Longs:
    accepting = mentors[instance.accepting_rows(mentee, mentee + 1)[0, mentors]]
    return instance.codes(np.full(len(accepting), mentee), accepting)

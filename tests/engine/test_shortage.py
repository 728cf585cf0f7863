"""Which places are wanted: a place counts once, what is wanted adds up, and it serves everybody."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.flow.shortage import Shortage, Wanted, shortage

SURGERY, PEDIATRICS, PSYCHIATRY = 1, 2, 3
_Sets = dict[frozenset[int], int]


def _sets(**numbers: int) -> _Sets:
    """`s=2, sp=1`: two with surgery alone, one with surgery and pediatrics."""
    letters = {"s": SURGERY, "p": PEDIATRICS, "y": PSYCHIATRY}
    return {frozenset(letters[each] for each in key if each in letters): number for key, number in numbers.items()}


@pytest.mark.parametrize(
    ("mentees", "places", "expected"),
    [
        # The one mentor of both has two places, not two for each.
        (_sets(s=2, p=2), _sets(sp=2), Shortage(4, 2, [Wanted(SURGERY, 2)])),
        (_sets(s=6, p=1), _sets(s=2, p=3), Shortage(7, 3, [Wanted(SURGERY, 4)])),
        (_sets(s=1, p=1), _sets(s=1, p=1), Shortage(2, 2, [])),
        # Whoever seeks either can be served by those whom nobody else needs.
        (_sets(s=1, sp=2), _sets(s=1, p=2), Shortage(3, 3, [])),
        # One kind of mentor for all who are left, not one for each.
        (_sets(sy=1, py=1, s=1), {}, Shortage(3, 0, [Wanted(SURGERY, 2), Wanted(PSYCHIATRY, 1)])),
        (_sets(_=3, s=1), _sets(s=2, p=1), Shortage(4, 3, [Wanted(None, 1)])),
        ({}, _sets(s=2), Shortage(0, 0, [])),
    ],
)
def test_a_place_counts_once(mentees: _Sets, places: _Sets, expected: Shortage) -> None:
    assert shortage(mentees, places) == expected


_TERMS = st.frozensets(st.integers(1, 4), max_size=3)
_COUNTS = st.dictionaries(_TERMS, st.integers(1, 4), max_size=6)


def _deficiency(mentees: _Sets, places: _Sets) -> int:
    """By Hall's theorem, over every set of terms: those who seek nothing else, less the places of their mentors."""
    groups = [combination for size in range(5) for combination in combinations(range(1, 5), size)]
    short = 0
    for terms in map(frozenset, groups):
        inside = sum(number for sought, number in mentees.items() if sought and sought <= terms)
        short = max(short, inside - sum(number for offered, number in places.items() if offered & terms))
    return short


@given(_COUNTS, _COUNTS)
def test_what_is_wanted_is_the_deficiency_and_serves_everybody(mentees: _Sets, places: _Sets) -> None:
    found = shortage(mentees, places)
    of_terms = [each for each in found.wanted if each.term is not None]
    assert sum(each.places for each in of_terms) == _deficiency(mentees, places)
    assert found.mentees - found.served == sum(each.places for each in found.wanted)
    enough = dict(places)
    for each in found.wanted:
        terms = frozenset([each.term]) if each.term else frozenset[int]()
        enough[terms] = enough.get(terms, 0) + each.places
    assert shortage(mentees, enough).wanted == []

"""Which mentors are still wanted for a year, in words and figures.

The method is that of `matching.engine.flow.shortage`: a place counts once, whichever of its mentor's interests leads to
it. Where the coordinator expects another number than enrolled, or last year's mentees stand for this year's, they are
taken for a sample: each counts as expected ÷ sample of a mentee, exactly, and what is wanted is rounded up at the end.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matching.engine.flow.shortage import Shortage, shortage
from matching.queries.forecast import PlacesOffered, Terms, places_in, sought_in, terms_of, year_to_go_by
from programs.models import Cycle, Facet, InterestTerm

# So many interests fit into the picture; a bar leaves room for its number.
_DRAWN, _WIDEST = 14, 84
_ROW, _LABEL_AT, _SOUGHT_AT, _PLACES_AT, _BAR = 60, 12, 18, 33, 10


@dataclass(frozen=True, slots=True)
class Row:
    """One interest: mentees who seek it, places of mentors who offer it, and places that are wanted; with its bars."""

    name: str
    sought: int
    places: int
    wanted: int
    sought_width: float
    places_width: float
    top: int

    @property
    def label_at(self) -> int:
        """Where its name stands, in pixels."""
        return self.top + _LABEL_AT

    @property
    def sought_at(self) -> int:
        """Where the bar of the mentees stands, in pixels."""
        return self.top + _SOUGHT_AT

    @property
    def places_at(self) -> int:
        """Where the bar of the places stands, in pixels."""
        return self.top + _PLACES_AT

    @property
    def numbers_at(self) -> tuple[int, int]:
        """Where their numbers stand, in pixels."""
        return self.sought_at + _BAR - 1, self.places_at + _BAR - 1


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a year lacks.

    Attributes:
        facets: those that the school uses.
        facet: the one that is looked at.
        year: whose mentees tell what is sought.
        sample: how many those are.
        expected: how many are expected this year.
        undecided: how many of the sample chose nothing of this facet.
        places: of those mentors who said yes.
        short: how many mentees would be without a mentor who shares such an interest.
        wanted: interest → places, the most needed first; None stands for any.
        unanswered: invited mentors who have not answered.
        with_answers: how many would be without one if all of these said yes.
        rows: interest by interest.
    """

    facets: list[Facet]
    facet: Facet
    year: Cycle
    sample: int
    expected: int
    undecided: int
    places: int
    short: int
    wanted: list[tuple[str | None, int]]
    unanswered: int
    with_answers: int
    rows: list[Row]

    @property
    def drawn(self) -> list[Row]:
        """The interests that the picture has."""
        return self.rows[:_DRAWN]

    @property
    def height(self) -> int:
        """Of the picture, in pixels."""
        return _ROW * len(self.drawn)

    @property
    def wanted_places(self) -> int:
        """How many places are wanted in all."""
        return sum(places for _name, places in self.wanted)


def facets_in(terms: Iterable[InterestTerm]) -> list[Facet]:
    """Return the facets of which a school knows an interest."""
    known = {term.facet for term in terms}
    return [facet for facet in Facet if facet in known]


def forecast_of(cycle: Cycle, asked: str) -> Forecast | None:
    """Return what the year lacks, or None where nobody tells what is sought: no mentees, or no interests.

    Args:
        cycle: the year, with its program.
        asked: the facet to look at; the first that the school uses where it has no such one.
    """
    terms = terms_of(cycle)
    facets = facets_in(terms)
    year = year_to_go_by(cycle)
    if year is None or not facets:
        return None
    facet = Facet(asked) if asked in facets else facets[0]
    sought, offered = sought_in(year, facet), places_in(cycle, facet)
    sample = sum(sought.values())
    expected = _expected(cycle, year, sample)
    found = _scaled_shortage(sought, offered.promised, expected=expected)
    hoped = (
        _scaled_shortage(sought, offered.promised + offered.open, expected=expected) if offered.unanswered else found
    )
    names = {term.pk: term.name for term in terms if term.facet == facet}
    wanted = {each.term: _up(each.places, sample) for each in found.wanted}
    return Forecast(
        facets=facets,
        facet=facet,
        year=year,
        sample=sample,
        expected=expected,
        undecided=sought[frozenset()],
        places=sum(offered.promised.values()),
        short=_up(found.mentees - found.served, sample),
        wanted=[(names[term] if term is not None else None, places) for term, places in wanted.items()],
        unanswered=offered.unanswered,
        with_answers=_up(hoped.mentees - hoped.served, sample),
        rows=_rows(names, sought, offered, wanted, scale=expected / sample),
    )


def _expected(cycle: Cycle, year: Cycle, sample: int) -> int:
    """The number that the coordinator set, but never fewer than have enrolled; without one, as many as there are."""
    enrolled = sample if year == cycle else 0
    return max(cycle.expected_mentees or sample, enrolled)


def _scaled_shortage(sought: Mapping[Terms, int], places: Mapping[Terms, int], *, expected: int) -> Shortage:
    """The shortage in units of 1 ÷ sample: as if each of the sample were `expected`, and each place the sample."""
    sample = sum(sought.values())
    return shortage(
        {terms: number * expected for terms, number in sought.items()},
        {terms: number * sample for terms, number in places.items()},
    )


def _up(units: int, sample: int) -> int:
    return -(-units // sample)


def _rows(
    names: Mapping[int, str],
    sought: Mapping[Terms, int],
    offered: PlacesOffered,
    wanted: Mapping[int | None, int],
    *,
    scale: float,
) -> list[Row]:
    mentees, places = _by_term(sought), _by_term(offered.promised)
    numbers = [
        (wanted.get(pk, 0), round(mentees[pk] * scale), places[pk], name)
        for pk, name in names.items()
        if mentees[pk] or places[pk]
    ]
    most = max((max(each[1:3]) for each in numbers), default=1)
    return [
        Row(name, seek, there, want, _WIDEST * seek / most, _WIDEST * there / most, _ROW * place)
        for place, (want, seek, there, name) in enumerate(
            sorted(numbers, key=lambda each: (-each[0], -each[1], each[3]))
        )
    ]


def _by_term(counted: Mapping[Terms, int]) -> Counter[int]:
    found: Counter[int] = Counter()
    for terms, number in counted.items():
        for term in terms:
            found[term] += number
    return found

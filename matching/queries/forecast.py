"""Who is expected to look for a mentor in a year, what they seek, and what the mentors of the year offer."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from people.models import Enrollment, MentorParticipation, PersonalInterest
from programs.models import Cycle, InterestTerm, Program

Terms = frozenset[int]
_TOOK_PART = (*Enrollment.TAKING_PART, Enrollment.State.COMPLETED)


def terms_of(cycle: Cycle) -> list[InterestTerm]:
    """Return the interests that the school knows, by facet and name."""
    return list(InterestTerm.objects.filter(institution=cycle.program.institution_id))


def year_to_go_by(cycle: Cycle) -> Cycle | None:
    """Return the year whose mentees tell what is sought: this one once somebody has enrolled, else the last with any.

    None where there is no such year.
    """
    earlier = Cycle.objects.filter(program=cycle.program_id, planning_from__lte=cycle.planning_from)
    with_mentees = earlier.filter(enrollments__state__in=_TOOK_PART).distinct()
    return with_mentees.select_related("program").order_by("-planning_from", "-pk").first()


def sought_in(year: Cycle, facet: str) -> Counter[Terms]:
    """Return the interests of one facet that a mentee has → how many mentees of the year have just these."""
    enrolled = Enrollment.objects.filter(cycle=year, state__in=_TOOK_PART).order_by()
    mentees = list(enrolled.values_list("mentee", flat=True))
    held = _held(enrolled.values("mentee"), year.program, facet)
    return Counter(held[mentee] for mentee in mentees)


@dataclass(frozen=True, slots=True)
class PlacesOffered:
    """Places by the interests of their mentors.

    Attributes:
        promised: of those who said yes.
        open: of those who have not answered.
        unanswered: how many those are.
    """

    promised: Counter[Terms]
    open: Counter[Terms]
    unanswered: int


def places_in(cycle: Cycle, facet: str) -> PlacesOffered:
    """Return the places of a year by what their mentors offer; those who declined or left offer none."""
    rows = MentorParticipation.objects.current().filter(cycle=cycle).order_by()
    held = _held(rows.values("mentor"), cycle.program, facet)
    promised: Counter[Terms] = Counter()
    still_open: Counter[Terms] = Counter()
    unanswered = 0
    for mentor, places, state in rows.values_list("mentor", "capacity", "state"):
        invited = state == MentorParticipation.State.INVITED
        (still_open if invited else promised)[held[mentor]] += places
        unanswered += invited
    return PlacesOffered(promised, still_open, unanswered)


def _held(people: QuerySet[Any, Any], program: Program, facet: str) -> Mapping[int, Terms]:
    """Person → their interests of one facet; who has none has the empty set."""
    rows = PersonalInterest.objects.of_program(program).filter(user__in=people, term__facet=facet).order_by()
    terms: defaultdict[int, set[int]] = defaultdict(set)
    for person, term in rows.values_list("user", "term"):
        terms[person].add(term)
    found: defaultdict[int, Terms] = defaultdict(frozenset)
    found.update({person: frozenset(each) for person, each in terms.items()})
    return found

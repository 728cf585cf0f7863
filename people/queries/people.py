"""Reads for those who run a program: who takes part."""

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Exists, OuterRef, QuerySet

from core.search import narrowed
from people.models import Enrollment, MentorParticipation
from programs.models import Acknowledgement, Cycle
from programs.queries.handbooks import binding_versions

_Row = TypeVar("_Row", Enrollment, MentorParticipation)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list of people is narrowed to; empty means all.

    Attributes:
        state: a state of the enrollment or participation.
        words: every word begins one of the name, the address or the group.
    """

    state: str = ""
    words: str = ""


def mentees_of(cycle: Cycle, filters: Filters) -> QuerySet[Enrollment]:
    """Return the enrollments of the cycle with their mentees; each has `acknowledged`."""
    rows = Enrollment.objects.filter(cycle=cycle).select_related("mentee")
    narrowed = _narrowed(rows, filters, person="mentee", more="cohort")
    return narrowed.annotate(acknowledged=_acknowledged(cycle, "mentee"))


def mentors_of(cycle: Cycle, filters: Filters) -> QuerySet[MentorParticipation]:
    """Return the participations of the cycle with their mentors; each has `acknowledged`."""
    rows = MentorParticipation.objects.filter(cycle=cycle).select_related("mentor", "co_mentor")
    narrowed = _narrowed(rows, filters, person="mentor", more="department")
    return narrowed.annotate(acknowledged=_acknowledged(cycle, "mentor"))


def _narrowed(rows: QuerySet[_Row], filters: Filters, *, person: str, more: str) -> QuerySet[_Row]:
    if filters.state:
        rows = rows.filter(state=filters.state)
    fields = (f"{person}__given_name", f"{person}__family_name", f"{person}__email", more)
    return narrowed(rows, filters.words, *fields)


def _acknowledged(cycle: Cycle, person: str) -> Exists:
    """Whether the person has acknowledged the handbook as it binds today."""
    binding = binding_versions(cycle.program)
    return Exists(Acknowledgement.objects.filter(user=OuterRef(person), version__in=binding))

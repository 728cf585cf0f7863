"""Reads for those who run a program: who takes part."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from core.search import narrowed
from notifications.queries.undelivered import people_not_reached
from people.models import Enrollment, MentorParticipation
from people.queries.opt_outs import mentor_has_opted_out
from programs.models import Acknowledgement, Cycle
from programs.policies import enrollment_is_open
from programs.queries.handbooks import binding_versions

_Row = TypeVar("_Row", Enrollment, MentorParticipation)


class Reach(models.TextChoices):
    """Whom the school has not got hold of."""

    NEVER = "never", _("Never signed in")
    UNREACHED = "unreached", _("Couldn’t be reached")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list of people is narrowed to; empty means all.

    Attributes:
        role: "mentee" or "mentor".
        state: a state of the enrollment or participation.
        words: every word begins one of the name, the address or the group.
        reach: a value of `Reach`.
    """

    role: str = "mentee"
    state: str = ""
    words: str = ""
    reach: str = ""


def filters_from(query: Mapping[str, str]) -> Filters:
    """Read the filters from a query string; what is none of its values counts as not said."""
    role = "mentor" if query.get("role") == "mentor" else "mentee"
    states = MentorParticipation.State.values if role == "mentor" else Enrollment.State.values
    state, reach = query.get("state", ""), query.get("reach", "")
    return Filters(
        role=role,
        state=state if state in states else "",
        words=query.get("q", "")[:100],
        reach=reach if reach in Reach.values else "",
    )


def people_of(cycle: Cycle, filters: Filters) -> QuerySet[Enrollment] | QuerySet[MentorParticipation]:
    """Return `mentees_of` or `mentors_of`, as the filters say."""
    return mentors_of(cycle, filters) if filters.role == "mentor" else mentees_of(cycle, filters)


def rows_to_invite(
    cycle: Cycle, rows: QuerySet[Enrollment] | QuerySet[MentorParticipation]
) -> QuerySet[Enrollment] | QuerySet[MentorParticipation]:
    """Return those of `people_of` to invite again; none while the cycle takes nobody in."""
    return rows if enrollment_is_open(cycle, invited=True) else rows.none()


def mentees_of(cycle: Cycle, filters: Filters) -> QuerySet[Enrollment]:
    """Return the enrollments of the cycle with their mentees; each has `acknowledged`."""
    rows = Enrollment.objects.filter(cycle=cycle).select_related("mentee")
    narrowed = _narrowed(rows, filters, person="mentee", more="cohort")
    return narrowed.annotate(acknowledged=_acknowledged(cycle, "mentee"))


def mentors_of(cycle: Cycle, filters: Filters) -> QuerySet[MentorParticipation]:
    """Return the participations of the cycle with their mentors; each has `acknowledged` and `opted_out`."""
    rows = MentorParticipation.objects.filter(cycle=cycle).select_related("mentor", "co_mentor")
    narrowed = _narrowed(rows, filters, person="mentor", more="department")
    return narrowed.annotate(acknowledged=_acknowledged(cycle, "mentor"), opted_out=mentor_has_opted_out())


def _narrowed(rows: QuerySet[_Row], filters: Filters, *, person: str, more: str) -> QuerySet[_Row]:
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.reach == Reach.NEVER:
        rows = rows.filter(**{f"{person}__last_login": None})
    elif filters.reach == Reach.UNREACHED:
        rows = rows.filter(**{f"{person}__in": people_not_reached().order_by().values("pk")})
    fields = (f"{person}__given_name", f"{person}__family_name", f"{person}__email", more)
    return narrowed(rows, filters.words, *fields)


def _acknowledged(cycle: Cycle, person: str) -> Exists:
    """Whether the person has acknowledged the handbook as it binds today."""
    binding = binding_versions(cycle.program)
    return Exists(Acknowledgement.objects.filter(user=OuterRef(person), version__in=binding))

"""Conflicts of interest: those of a program, the pairs that one came upon, and who must step back from assessing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from core.search import narrowed
from pairs.models import Conflict, Mentorship
from pairs.queries.eligibility import blocks_conflicts, current_conflicts
from pairs.queries.open_offers import open_offers
from people.models import Enrollment, MentorParticipation
from programs.models import Institution, Program

# First and last day; None is open.
Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Case:
    """A pair, or an open offer, that a conflict came upon. Nobody is un-paired by it.

    Attributes:
        since: "pair" or "offer": what the two have.
    """

    conflict: Conflict
    since: str


@dataclass(frozen=True, slots=True)
class Recusal:
    """`mentor` steps back from assessing `mentee` in the course, as long as any source says; None is open."""

    course: str
    mentor: User
    mentee: User
    starts_on: date | None
    ends_on: date | None


def conflicts_of(program: Program, user: User, *, search: str = "") -> QuerySet[Conflict]:
    """The conflicts that `user` may see and that matter to the program: between two of its people, or entered here.

    With `search` those in which every word begins one of a name, an e-mail address or the course.
    """
    enrolled = Enrollment.objects.filter(cycle__program=program, mentee=OuterRef("mentee"))
    mentoring = MentorParticipation.objects.filter(cycle__program=program, mentor=OuterRef("mentor"))
    conflicts = Conflict.objects.visible_to(user).filter(
        (Exists(enrolled) & Exists(mentoring)) | Q(declared_by=user), institution=program.institution_id
    )
    fields = [
        f"{person}__{field}" for person in ("mentor", "mentee") for field in ("given_name", "family_name", "email")
    ]
    return narrowed(conflicts, search, "course", *fields).select_related("mentor", "mentee")


def declarations(*, mentor: User, mentee: User, by: User) -> QuerySet[Conflict]:
    """What `by`, one of the two, declared about them."""
    return Conflict.objects.filter(mentor=mentor, mentee=mentee, declared_by=by, source=Conflict.Source.DECLARED)


def disclosed_mentors(enrollment: Enrollment, *, day: date) -> set[int]:
    """User ids of mentors towards whom a conflict stands that the program warns of instead of ruling it out."""
    cycle = enrollment.cycle
    if blocks_conflicts(cycle.program):
        return set()
    standing = current_conflicts(cycle, day=day).filter(mentee=enrollment.mentee_id).exclude(kind=Conflict.Kind.APART)
    return set(standing.order_by().values_list("mentor_id", flat=True))


def open_cases(program: Program, *, day: date) -> list[Case]:
    """Conflicts, in force on `day` or still to come, that came upon a pair or an open offer and that nobody settled."""
    rows = _unsettled(program, day).select_related("mentor", "mentee").order_by("created_at")
    return [Case(conflict, "pair" if vars(conflict)["paired"] else "offer") for conflict in rows]


def pairs_in_conflict(program: Program, *, day: date) -> QuerySet[Any, tuple[int, int]]:
    """The pairs of people of the same, each once: (mentee, mentor)."""
    return _unsettled(program, day).order_by().values_list("mentee", "mentor").distinct()


def _unsettled(program: Program, day: date) -> QuerySet[Conflict]:
    """Each with whether the two are `paired`, or `offered` to each other."""
    between = {"mentee": OuterRef("mentee"), "mentor": OuterRef("mentor")}
    live = Mentorship.objects.live().filter(cycle__program=program, **between)
    offered = open_offers().filter(
        offered_in=program.pk, offered_to=OuterRef("mentee"), offered_mentor=OuterRef("mentor")
    )
    unsettled: QuerySet[Conflict] = Conflict.objects.not_over(day).unsettled_in(program)
    unsettled = unsettled.filter(institution=program.institution_id)
    return unsettled.annotate(paired=Exists(live), offered=Exists(offered)).filter(Q(paired=True) | Q(offered=True))


def recusals(program: Program, *, day: date) -> list[Recusal]:
    """Who grades and mentors the same person, by course and name: they step back from assessing."""
    live = Mentorship.objects.live().filter(
        cycle__program=program, mentee=OuterRef("mentee"), mentor=OuterRef("mentor")
    )
    grading = Conflict.objects.not_over(day).filter(
        Exists(live), institution=program.institution_id, kind=Conflict.Kind.GRADES
    )
    people = ("mentor__sort_name", "mentee__sort_name", "mentor", "mentee")
    rows = grading.select_related("mentor", "mentee").order_by("course", *people)
    return [_recusal(list(same)) for _key, same in groupby(rows, lambda row: (row.course, row.mentor, row.mentee))]


def _recusal(stated: list[Conflict]) -> Recusal:
    """One recusal from what several sources say of the same two people and course."""
    starts_on = min(_unless_open(row.starts_on for row in stated), default=None)
    ends_on = max(_unless_open(row.ends_on for row in stated), default=None)
    return Recusal(stated[0].course, stated[0].mentor, stated[0].mentee, starts_on, ends_on)


def _unless_open(days: Iterable[date | None]) -> list[date]:
    """The days, or none when one of them is open."""
    days = list(days)
    known = [day for day in days if day]
    return known if len(known) == len(days) else []


def stated_by_rosters(institution: Institution) -> dict[tuple[int, int, str, str], Days]:
    """Return what rosters have stated: (mentor, mentee, kind, course) → first and last day. One query."""
    rows = institution.conflicts.filter(source=Conflict.Source.ROSTER)
    found = rows.values_list("mentor", "mentee", "kind", "course", "starts_on", "ends_on")
    return {(row[0], row[1], row[2], row[3]): (row[4], row[5]) for row in found}

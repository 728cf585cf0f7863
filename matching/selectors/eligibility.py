"""Who may be paired with whom: the one home of that rule, for rankings, rounds and changes by hand."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import F, Q, QuerySet

from accounts.models import User
from matching.models import Avoidance, Conflict, Mentorship, Offer
from matching.models.eligibility import ConflictQuerySet
from programs.models import Cycle, Enrollment, MentorParticipation, Program

Pair = tuple[int, int]


def blocks_conflicts(program: Program) -> bool:
    """Whether a conflict rules a pairing out; a program that offers academic counseling always blocks."""
    return program.academic_counseling or program.conflict_policy == Program.ConflictPolicy.BLOCK


def current_conflicts(cycle: Cycle, *, day: date) -> ConflictQuerySet:
    """The institution's conflicts that touch the time in which pairs of the cycle meet, from `day` on."""
    rows = Conflict.objects.not_over(max(day, cycle.running_from))
    return rows.filter(Q(starts_on=None) | Q(starts_on__lte=cycle.ends_on), institution_id=cycle.program.institution_id)


def stands_in_conflict(cycle: Cycle, *, mentee: int, mentor: int, day: date) -> bool:
    """Whether a conflict keeps the two people, named by their keys, from beginning the pair that was offered to them.

    One whose case the program's coordinators have closed does not; it still forbids to propose the pair anew.
    """
    between = current_conflicts(cycle, day=day).filter(mentee=mentee, mentor=mentor)
    return blocks_conflicts(cycle.program) and between.unsettled_in(cycle.program).exists()


def is_avoided(*, mentee: int, mentor: int) -> bool:
    """Whether the mentee would rather not be paired with the mentor, both named by their keys."""
    return Avoidance.objects.filter(mentee=mentee, mentor=mentor).exists()


def available_mentors(cycle: Cycle, *, day: date) -> QuerySet[MentorParticipation]:
    """Ready mentors who are there when pairs start to meet: on `day`, or on the first day of the cycle."""
    starts = max(day, cycle.running_from)
    away = Q(away_from__isnull=False, away_from__lte=starts) & (Q(away_until=None) | Q(away_until__gte=starts))
    ready = cycle.participations.filter(state=MentorParticipation.State.READY, mentor__is_active=True)
    return ready.exclude(away)


def unpaired_mentees(cycle: Cycle) -> QuerySet[Enrollment]:
    """Mentees who take part and have neither a formal mentor nor an open offer."""
    live = Mentorship.objects.filter(cycle=cycle, state__in=Mentorship.LIVE, primary=True).exclude(origin="informal")
    offered = Offer.objects.filter(enrollment__cycle=cycle, state=Offer.State.PENDING)
    return (
        cycle.enrollments.filter(state__in=(Enrollment.State.COMPLETE, Enrollment.State.WAITLISTED))
        .filter(mentee__is_active=True)
        .exclude(mentee_id__in=live.values("mentee_id"))
        .exclude(pk__in=offered.values("enrollment_id"))
    )


class Barrier(StrEnum):
    """Why two people must not be paired. Only a mentee's own doing is ever told to anybody."""

    ROLE = "role"
    ANSWERED = "answered"
    AVOIDED = "avoided"
    PAIRED = "paired"
    SELF = "self"


def excluded_people(cycle: Cycle, *, now: datetime) -> set[Pair]:
    """(mentee's user id, mentor's user id) of everybody who must not be paired in the cycle.

    Conflicts where the program blocks them, mentees' avoidances, live pairs, and offers that one of the two
    said no to. Nobody is told which of these it was.
    """
    return set(barriers(cycle, now=now))


def barriers(cycle: Cycle, *, now: datetime, mentee: User | None = None) -> dict[Pair, Barrier]:
    """What stands between people of the cycle, or between `mentee` and its mentors; of two barriers the later named."""
    between: dict[Pair, Barrier] = {}
    for barrier, rows, field in _barred(cycle, cycle.local_day(now)):
        pairs = rows if mentee is None else rows.filter(**{field: mentee.pk})
        between |= dict.fromkeys(pairs, barrier)
    return between


def _barred(cycle: Cycle, day: date) -> Iterator[tuple[Barrier, QuerySet[Any, Pair], str]]:
    """(barrier, rows of pairs, the rows' field that holds the mentee), in the order of `Barrier`."""
    if blocks_conflicts(cycle.program):
        yield Barrier.ROLE, current_conflicts(cycle, day=day).values_list("mentee_id", "mentor_id"), "mentee"
    answered = Offer.objects.filter(enrollment__cycle=cycle, state__in=(Offer.State.DECLINED, Offer.State.EXPIRED))
    yield (
        Barrier.ANSWERED,
        answered.values_list("enrollment__mentee_id", "participation__mentor_id"),
        "enrollment__mentee",
    )
    avoided = Avoidance.objects.filter(mentee__enrollments__cycle=cycle, mentor__participations__cycle=cycle)
    yield Barrier.AVOIDED, avoided.values_list("mentee_id", "mentor_id"), "mentee"
    yield Barrier.PAIRED, Mentorship.objects.filter(cycle=cycle).values_list("mentee_id", "mentor_id"), "mentee"
    both = cycle.enrollments.filter(mentee__participations__cycle=cycle)
    yield Barrier.SELF, both.values_list("mentee_id", F("mentee_id")), "mentee"


def are_eligible(enrollment: Enrollment, participation: MentorParticipation, *, now: datetime) -> bool:
    """Whether the two may be paired, as far as conflicts, avoidances and earlier answers go."""
    between = barriers(enrollment.cycle, now=now, mentee=enrollment.mentee)
    return (enrollment.mentee_id, participation.mentor_id) not in between

"""Whom a coordinator may choose when pairing by hand."""

from datetime import date

from django.db.models import BooleanField, Case, QuerySet, Value, When

from accounts.models import User
from core.search import narrowed
from pairs.models import Mentorship
from people.models import Enrollment, MentorParticipation
from people.models.participations import HAS_FREE_PLACE
from people.queries.readiness import training_open
from people.queries.words import MENTOR_WORDS
from programs.models import Cycle, CycleState, Program
from programs.models.mentoring_rules import barred_professions


def mentors_to_choose(
    cycle: Cycle, *, reader: User, day: date, search: str = "", enrollment: int | None = None
) -> QuerySet[MentorParticipation]:
    """Return the mentors who are there when a pair that is made on `day` meets: those with room first, then by name;
    `training_is_open` where the program asks for a training that they have still to do.

    Who stands between whom does not show here: the list is the same for every mentee for whom the program's rules
    name the same mentors.

    Args:
        cycle: with its program.
        reader: who chooses, and never their own pair.
        day: of the choice.
        search: words of a name, an address or a department.
        enrollment: key of the mentee's, whom the program's rules of who may mentor whom are asked for.
    """
    there = cycle.participations.could_begin_on(cycle.first_meeting_day(day)).exclude(mentor=reader)
    room = Case(When(HAS_FREE_PLACE, then=Value(True)), default=False, output_field=BooleanField())
    asked = cycle.program.readiness_rule != Program.ReadinessRule.OFF
    open_training = Case(When(training_open(day), then=Value(asked)), default=False, output_field=BooleanField())
    if enrollment is not None and cycle.program.mentoring_rule_list:
        there = there.exclude(mentor__profession__in=_barred(cycle, enrollment, there))
    found = narrowed(there, search, *MENTOR_WORDS)
    rows = found.annotate(has_room=room, training_is_open=open_training).select_related("mentor")
    return rows.defer("decline_reason").order_by("-has_room", "mentor__sort_name", "mentor__given_name", "pk")


def _barred(cycle: Cycle, enrollment: int, mentors: QuerySet[MentorParticipation]) -> frozenset[str]:
    professions = set(mentors.order_by().values_list("mentor__profession", flat=True).distinct())
    cohort, profession = cycle.enrollments.values_list("cohort", "mentee__profession").get(pk=enrollment)
    return barred_professions(cycle.program.mentoring_rule_list, cohort=cohort, profession=profession, of=professions)


def years_to_move_to(mentorship: Mentorship) -> QuerySet[Cycle]:
    """Return the other years of the program in which both of the pair take part, the newest first."""
    mentee = Enrollment.objects.filter(mentee=mentorship.mentee_id, state__in=Enrollment.TAKING_PART)
    mentor = MentorParticipation.objects.filter(mentor=mentorship.mentor_id, state__in=MentorParticipation.TAKING_PART)
    years = mentorship.cycle.program.cycles.exclude(pk=mentorship.cycle_id).exclude(state=CycleState.CLOSED)
    return years.filter(pk__in=mentee.values("cycle")).filter(pk__in=mentor.values("cycle"))

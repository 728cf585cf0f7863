"""Who has a place in the next round: the one home of that rule, for notices, results, home, turnout and demand."""

from datetime import date

from django.db.models import QuerySet

from matching.queries.eligibility import available_mentors
from people.models import MentorParticipation
from people.queries.readiness import unready_mentors
from programs.models import Cycle


def mentors_with_a_place(cycle: Cycle, *, day: date) -> QuerySet[MentorParticipation]:
    """Mentors who are ready, there when pairs start to meet, and have a place that nobody holds."""
    return available_mentors(cycle, day=day).with_free_place()


def unready_in(cycle: Cycle, *, day: date) -> QuerySet[MentorParticipation]:
    """Those of them whose training is open on `day`, where the program asks for it, with the mentor."""
    return unready_mentors(mentors_with_a_place(cycle, day=day), program=cycle.program, day=day)


def has_a_place(participation: MentorParticipation, *, day: date) -> bool:
    """Whether the mentor is one of `mentors_with_a_place`, whatever round they are out of; mentor, cycle are loaded."""
    return participation.places_free > 0 and participation.could_begin_on(participation.cycle.first_meeting_day(day))

"""What two people work towards, what the mentee has reached, and what the school suggests."""

from django.db.models import QuerySet

from core.prepared import prepared
from pairs.models import Achievement, Goal, GoalStep, Mentorship
from people.models import PersonalInterest
from programs.models import SuggestedGoal


@prepared
def goals_of(pair: Mentorship) -> QuerySet[Goal]:
    """Return the goals of a pair, the first to be due first."""
    return Goal.objects.filter(mentorship=pair)


@prepared
def steps_of(pair: Mentorship) -> QuerySet[GoalStep]:
    """Return the steps towards all of them, in the order in which they were added."""
    return GoalStep.objects.filter(goal__mentorship=pair)


def achieved_goals(pair: Mentorship) -> list[Goal]:
    """Return the goals of a pair that were achieved, without their steps."""
    return list(Goal.objects.filter(mentorship=pair, state=Goal.State.ACHIEVED))


def achievements_of(pair: Mentorship) -> list[Achievement]:
    """Return what the mentee has reached besides the goals, the latest first."""
    return list(Achievement.objects.filter(mentorship=pair))


def suggested_goals(pair: Mentorship) -> list[SuggestedGoal]:
    """Return what the school of the pair suggests, without the specialties that the mentee has not chosen."""
    program = pair.cycle.program
    chosen = set(
        PersonalInterest.objects.of_program(program).filter(user=pair.mentee_id).values_list("term", flat=True)
    )
    rows = SuggestedGoal.objects.filter(institution=program.institution_id, retired_at=None)
    return [goal for goal in rows if goal.specialty_id is None or goal.specialty_id in chosen]

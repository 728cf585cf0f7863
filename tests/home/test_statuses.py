"""What holds of statuses whatever the state."""

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role
from home.standing import standing_of
from home.statuses import mentee_statuses
from matching.models import MatchRound
from people.models import Enrollment, MentorParticipation
from programs.models import CycleState
from tests.factories.matching import (
    MatchRoundFactory,
)
from tests.factories.people import EnrollmentFactory
from tests.factories.programs import CycleFactory
from tests.home.world import NOW, World, status_of_mentee, status_of_mentor

pytestmark = pytest.mark.django_db

_E, _P, _R = Enrollment.State, MentorParticipation.State, MatchRound.State


@pytest.mark.parametrize("cycle_state", list(CycleState))
def test_no_combination_of_states_leaves_anybody_without_a_sentence(world: World, cycle_state: CycleState) -> None:
    """What the tables leave out, a state that is added later included."""
    world.set_cycle(cycle_state)
    current = world.round(_R.DRAFT)
    silent: list[tuple[str, str]] = []
    for round_state in [state for state in _R if state != _R.PUBLISHED]:
        MatchRound.objects.filter(pk=current.pk).update(state=round_state)
        for enrolled in [state for state in _E if state != _E.WITHDRAWN]:
            world.enrolled(enrolled)
            silent += [] if status_of_mentee(world).title else [(round_state, enrolled)]
        for mentoring in [state for state in _P if state != _P.DECLINED]:
            world.mentoring(mentoring)
            silent += [] if status_of_mentor(world).title else [(round_state, mentoring)]
    assert silent == []


def test_statuses_of_many_programs_take_the_queries_of_one(
    enrollment: Enrollment, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mentee = enrollment.mentee
    for _more in range(2):
        MatchRoundFactory.create(cycle=mentee.enrollments.latest("pk").cycle)
        rows = list(mentee.enrollments.select_related("cycle__program__institution"))
        standing = standing_of(mentee, rows, [])
        with django_assert_num_queries(5):  # rounds, lists, offers, results, absences
            assert len(mentee_statuses(standing, now=NOW)) == len(rows)
        EnrollmentFactory.create(mentee=mentee, cycle=CycleFactory.create())


def test_a_status_says_which_year_and_which_role_it_is_about(world: World) -> None:
    assert (status_of_mentee(world).role, status_of_mentee(world).cycle) == (Role.MENTEE, world.cycle)
    assert (status_of_mentor(world).role, status_of_mentor(world).cycle) == (Role.MENTOR, world.cycle)

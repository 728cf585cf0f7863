"""A running pair of the cast."""

import pytest

from pairs.models import Mentorship
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, CycleState
from tests.factories.pairs import MentorshipFactory


@pytest.fixture
def pair(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation) -> Mentorship:
    cycle.state = CycleState.RUNNING
    cycle.save()
    return MentorshipFactory.create(cycle=cycle, enrollment=enrollment, participation=participation)

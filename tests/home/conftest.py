import pytest

from people.models import Enrollment, MentorParticipation
from programs.models import Cycle
from tests.home.world import World


@pytest.fixture
def world(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation) -> World:
    return World(cycle, enrollment, participation)

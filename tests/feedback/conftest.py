"""A pair that looks back, in June."""

from datetime import UTC, datetime

import pytest

from pairs.models import Mentorship
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, CycleState
from tests.factories.pairs import MentorshipFactory


@pytest.fixture
def now() -> datetime:
    """Thursday 10 June 2027, 10:00 in Toronto: the cycle closes."""
    return datetime(2027, 6, 10, 14, tzinfo=UTC)


@pytest.fixture
def pair(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation) -> Mentorship:
    cycle.state = CycleState.CLOSING
    cycle.save()
    participation.capacity = 30
    participation.save()
    return MentorshipFactory.create(cycle=cycle, enrollment=enrollment, participation=participation)

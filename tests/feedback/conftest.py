"""A pair that looks back, in June."""

from datetime import UTC, datetime

import pytest

from matching.models import Mentorship
from programs.models import Cycle, CycleState, Enrollment, MentorParticipation
from tests.factories.matching import MentorshipFactory


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

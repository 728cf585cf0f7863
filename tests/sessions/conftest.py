"""A pair whose two live eight hours apart, in the month of November."""

from datetime import UTC, datetime

import pytest

from pairs.models import Mentorship
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle
from sessions.models import Mode
from sessions.services.bookings import SessionPlan
from tests.factories.pairs import MentorshipFactory


@pytest.fixture
def now() -> datetime:
    """Monday 30 November 2026, 09:00 in Toronto: the pair has met since October."""
    return datetime(2026, 11, 30, 14, tzinfo=UTC)


@pytest.fixture
def pair(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation) -> Mentorship:
    return MentorshipFactory.create(cycle=cycle, enrollment=enrollment, participation=participation)


@pytest.fixture
def plan() -> SessionPlan:
    """Thursday 17 December 2026 at 08:00 on the clock of whoever plans."""
    return SessionPlan(local=datetime.fromisoformat("2026-12-17T08:00"), minutes=45, mode=Mode.VIDEO)

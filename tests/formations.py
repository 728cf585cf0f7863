"""Groups that are being formed in the cycle of the cast, at each of their steps."""

from datetime import datetime

import pytest

from matching.engine import SearchOptions
from matching.models import Formation
from matching.services.formations import begin_forming
from matching.services.forming import form
from programs.models import Cycle, Program
from tests.factories.matching import FormationFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory

QUICK = SearchOptions(limit=5, effort=1)


def people_for(cycle: Cycle, *, groups: int = 2, years: int = 2) -> None:
    """Two mentees and a mentor for each group; a year has as many as there are groups."""
    Program.objects.filter(pk=cycle.program_id).update(format=Program.Format.GROUP)
    for year in range(years):
        EnrollmentFactory.create_batch(groups, cycle=cycle, cohort=f"Year {year + 1}")
    MentorParticipationFactory.create_batch(groups, cycle=cycle)


def formed(formation: Formation, now: datetime) -> Formation:
    """Form the groups, as the worker does."""
    begin_forming(formation, now=now)
    form(formation.pk, clock=lambda: now, search=QUICK)
    formation.refresh_from_db()
    return formation


@pytest.fixture
def draft(cycle: Cycle) -> Formation:
    """Four mentees of two years and two mentors, for groups of two."""
    people_for(cycle)
    cycle.refresh_from_db()
    return FormationFactory.create(cycle=cycle)


@pytest.fixture
def proposed(draft: Formation, now: datetime) -> Formation:
    return formed(draft, now)

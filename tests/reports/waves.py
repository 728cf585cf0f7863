"""Waves of a survey with an instrument, and people who have answered, for tests of reports."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.models import Role, User
from pairs.models import Origin
from programs.models import Cycle
from surveys.imports.instrument_files import shipped_instruments
from surveys.models import Asked, AskedPerson, Phase, SurveyResponse, Wave
from surveys.models.content import Question
from surveys.models.waves import written_answers
from surveys.presentation.instrument_blocks import block_of
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.surveys import WaveFactory, content_of, question

OPENS = datetime(2026, 9, 20, tzinfo=UTC)
CLOSED = OPENS + timedelta(days=30)
BELONGING = shipped_instruments()["belonging"]
STATEMENTS = BELONGING.question_key("statements")


def belonging_wave(
    cycle: Cycle, phase: Phase, opens: datetime, *, asked: Asked = Asked.MENTEES, more: Sequence[Question] = ()
) -> Wave:
    """Return a wave of two weeks that asks “again”, what `more` asks, and for belonging."""
    content = content_of(question("again", "single", options=[("yes", "Yes"), ("no", "No")]), *more)
    content["blocks"].append(block_of(BELONGING, ["en"]))
    return WaveFactory.create(
        cycle=cycle,
        version__content=content,
        version__survey__phase=phase,
        version__survey__asked=asked,
        version__survey__name=f"{phase.label} {opens:%d}",
        opens_at=opens,
        closes_at=opens + timedelta(days=14),
    )


def answer(wave: Wave, person: User, level: int, *, role: str = Role.MENTEE, **more: str) -> None:
    """Ask somebody, who hands in the same level for each statement; 0 leaves them out."""
    AskedPerson.objects.create(wave=wave, person=person, role=role, asked_at=wave.opens_at)
    given: dict[str, Any] = {"again": "yes"} | more
    if level:
        rows = BELONGING.part("statements").items
        given[STATEMENTS] = {item.key: str(6 - level if item.reversed else level) for item in rows}
    when = {"started_at": wave.opens_at, "saved_at": wave.opens_at, "submitted_at": wave.opens_at}
    SurveyResponse.objects.create(wave=wave, person=person, role=role, answers=written_answers(given), **when)


def paired_people(cycle: Cycle, origins: dict[Origin, int]) -> list[User]:
    """Return mentees with a mentor each, so many of each origin."""
    mentor = MentorParticipationFactory.create(cycle=cycle, capacity=30)
    found = []
    for origin, number in origins.items():
        for _each in range(number):
            enrollment = EnrollmentFactory.create(cycle=cycle)
            MentorshipFactory.create(cycle=cycle, enrollment=enrollment, participation=mentor, origin=origin)
            found.append(enrollment.mentee)
    return found

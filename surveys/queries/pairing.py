"""What was answered for the pairing. Only code that pairs may call this; nobody's answers leave it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import Role
from programs.models import Cycle
from surveys.models import SurveyResponse, Wave
from surveys.models.content import MatchingUse, Question, questions_of


@dataclass(frozen=True, slots=True)
class PairingQuestion:
    """A question whose answers count when a cycle is paired.

    Attributes:
        key: its name among those of all surveys of the cycle.
        question: as it was asked.
        use: what it means, and its weight, which is more than 0.
    """

    key: str
    question: Question
    use: MatchingUse


@dataclass(slots=True)
class PairingAnswers:
    """Who answered what: the questions, and user id → key of the question → answer, of mentees and of mentors."""

    questions: list[PairingQuestion] = field(default_factory=list)
    of_mentees: dict[int, dict[str, Any]] = field(default_factory=dict)
    of_mentors: dict[int, dict[str, Any]] = field(default_factory=dict)


def pairing_answers(cycle: Cycle) -> PairingAnswers:
    """Return what the people of a cycle have handed in for the pairing. Two queries, one where nothing counts.

    Of a survey that was asked more than once in the cycle, the last wave counts.
    """
    found = PairingAnswers()
    waves = Wave.objects.filter(cycle=cycle).select_related("version").order_by("opens_at", "pk")
    counting = {wave.pk: questions for wave in _last(waves) if (questions := _counting(wave))}
    if not counting:
        return found
    found.questions = [question for questions in counting.values() for question in questions]
    rows = SurveyResponse.objects.filter(wave__in=counting).submitted().defer("draft").order_by("pk")
    for row in rows.iterator(chunk_size=500):
        side = found.of_mentees if row.role == Role.MENTEE else found.of_mentors
        side.setdefault(row.person_id, {}).update(_given(counting[row.wave_id], row.given))
    return found


def counting_questions(cycle: Cycle, *, until: datetime | None = None) -> list[PairingQuestion]:
    """Return the questions that count when a cycle is paired. One query.

    Args:
        cycle: the year.
        until: when the answers were frozen; what opened later counts for nothing. None while they are not.
    """
    waves = Wave.objects.filter(cycle=cycle).select_related("version").order_by("opens_at", "pk")
    if until:
        waves = waves.filter(opens_at__lte=until)
    return [question for wave in _last(waves) for question in _counting(wave)]


def _last(waves: Any) -> list[Wave]:
    return list({wave.version.survey_id: wave for wave in waves}.values())


def _counting(wave: Wave) -> list[PairingQuestion]:
    return [
        PairingQuestion(f"{wave.version.survey_id}:{question['key']}", question, use)
        for question in questions_of(wave.version.questions, audience="matching")
        if (use := question["matching"]) and use["weight"] > 0
    ]


def _given(questions: list[PairingQuestion], answers: Mapping[str, Any]) -> dict[str, Any]:
    return {each.key: answers[each.question["key"]] for each in questions if each.question["key"] in answers}

"""Answers to the voluntary question: one's own, and those of many for counting."""

from collections.abc import Iterable
from datetime import datetime

from people.models import Enrollment, VoluntaryAnswer
from programs.models import Cycle


def own_answer(enrollment: Enrollment) -> dict[str, str]:
    """Return what the mentee of the enrollment has answered, as a form shows it; empty where nothing."""
    question = enrollment.cycle.program.voluntary_question
    row = VoluntaryAnswer.objects.filter(enrollment=enrollment, question=question).first()
    return {"answer": row.answer if row else ""}


def answers_of(cycle: Cycle, *, enrollments: Iterable[int], until: datetime) -> dict[int, str]:
    """Return enrollment → answer of those who have answered by `until`, to be counted and shown to nobody.

    What no key opens, or is none of today's choices, is left out.
    """
    program = cycle.program
    choices = set(program.voluntary_choice_list)
    rows = VoluntaryAnswer.objects.filter(
        enrollment__in=list(enrollments), question=program.voluntary_question, answered_at__lte=until
    )
    return {row.enrollment_id: row.answer for row in rows if row.answer in choices}

"""The voluntary question of Compass, and who answered it. Each answer is drawn apart, so that nothing else changes."""

from collections.abc import Iterable
from datetime import timedelta
from random import Random

from mentorship.demo.school.school import School
from people.models import Enrollment, VoluntaryAnswer
from programs.models import Cycle

QUESTION = "Are you the first in your family to go to college?"
CHOICES = ("Yes", "No")
_OF_A_HUNDRED = 78  # answer; of them a third say yes
_BEFORE_CLOSING = timedelta(days=5)


def answer_of_their_own_accord(school: School) -> None:
    """Let most mentees of Compass answer before lists close."""
    cycle = school.cycles["compass"]
    program = cycle.program
    program.voluntary_question, program.voluntary_choices = QUESTION, "\n".join(CHOICES)
    program.save(update_fields=["voluntary_question", "voluntary_choices"])
    answer_in(cycle, school.enrollments["compass"])


def answer_in(cycle: Cycle, enrollments: Iterable[Enrollment]) -> None:
    """Let most mentees of a year answer before lists close."""
    answers = []
    for enrollment in enrollments:
        random = Random(f"voluntary answer {enrollment.mentee.email}")
        if random.randrange(100) < _OF_A_HUNDRED:
            answer = CHOICES[random.randrange(3) > 0]
            at = cycle.ranking_closes_at - _BEFORE_CLOSING
            answers.append(VoluntaryAnswer(enrollment=enrollment, question=QUESTION, answer=answer, answered_at=at))
    VoluntaryAnswer.objects.bulk_create(answers, batch_size=500)

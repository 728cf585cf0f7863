"""Writes of the voluntary question: the mentee answers, or takes the answer back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import WrongState
from core.revisions import refuse_stale
from people.models import Enrollment, VoluntaryAnswer
from people.queries.voluntary import own_answer


@transaction.atomic
def answer_question(enrollment: Enrollment, *, answer: str, now: datetime, began_from: str = "") -> None:
    """Keep the answer of a mentee; an empty one takes what was answered back.

    Args:
        enrollment: of the mentee who answers.
        answer: one of the program's choices, or empty.
        now: the instant.
        began_from: the revision that the form carried.

    Raises:
        EditedMeanwhile: it was answered otherwise in another window.
        WrongState: the year is over for the mentee, or the program asks nothing, or offers other choices.
    """
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("cycle__program")
    [enrollment] = rows.filter(pk=enrollment.pk)
    program = enrollment.cycle.program
    if enrollment.is_gone or not program.voluntary_question:
        raise WrongState(_("There’s nothing to answer here anymore."))
    refuse_stale(began_from, stored=own_answer(enrollment), wanted={"answer": answer})
    if answer and answer not in program.voluntary_choice_list:
        raise WrongState(_("The choices have changed. Look at them again."), field="answer")
    forget_answer(enrollment)
    if answer:
        VoluntaryAnswer.objects.create(
            enrollment=enrollment, question=program.voluntary_question, answer=answer, answered_at=now
        )


def forget_answer(enrollment: Enrollment) -> None:
    """Delete what was answered; inside the caller's transaction."""
    VoluntaryAnswer.objects.filter(enrollment=enrollment).delete()

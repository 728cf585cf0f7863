"""Writes to what a program says about agreements: whether there are any, and what they ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from core.revisions import refuse_stale
from pairs.models import AgreementQuestion, Mentorship
from pairs.queries.agreements import question_rows
from pairs.services.agreements import activate_if_ready
from pairs.services.mentorships import locked
from programs.models import Program
from programs.services.programs import update_program
from programs.services.setup import settle


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """What a program says about agreements.

    Attributes:
        rule: whether pairs have one.
        questions: key, heading, text and whether it is retired, of each in its order.
    """

    rule: str
    questions: Sequence[Mapping[str, Any]]


@transaction.atomic
def set_agreement(program: Program, wanted: QuestionSet, *, by: User, now: datetime, began_from: str = "") -> None:
    """Say whether pairs have an agreement, and what it asks. What is written and signed already stays as it is.

    Pairs that waited for signatures are active where none is wanted any more.

    Args:
        program: whose pairs.
        wanted: the rule and the questions, as a form has validated them.
        by: who decided.
        now: the instant.
        began_from: the revision that the form carried.

    Raises:
        EditedMeanwhile: somebody has saved others since the form was opened.
    """
    program = Program.objects.select_for_update().get(pk=program.pk)
    stored = {"rule": program.agreement_rule, "questions": question_rows(program)}
    refuse_stale(began_from, stored=stored, wanted={"rule": wanted.rule, "questions": wanted.questions})
    update_program(program, fields={"agreement_rule": wanted.rule})
    replace_questions(program, wanted.questions)
    settle(program, "agreement", by=by, now=now)
    if wanted.rule != Program.AgreementRule.REQUIRED:
        for pair in Mentorship.objects.filter(cycle__program=program, state=Mentorship.State.PROPOSED).order_by("pk"):
            activate_if_ready(locked(pair), now=now)


def replace_questions(program: Program, questions: Sequence[Mapping[str, Any]]) -> None:
    """Have a program ask these questions, in this order, inside the caller's transaction."""
    AgreementQuestion.objects.filter(program=program).delete()
    AgreementQuestion.objects.bulk_create(
        AgreementQuestion(program=program, position=position, **question)
        for position, question in enumerate(questions, start=1)
    )

"""Writes of answers: a draft is kept page by page, and counts once its writer has handed it in."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.revisions import refuse_stale
from surveys.errors import NothingAnswered, Unanswered, UnfitAnswer, WaveNotOpen
from surveys.models import AskedPerson, SurveyResponse, Wave, WaveState
from surveys.models.answering import counted, is_answer, missing
from surveys.models.content import Answers, Question
from surveys.models.waves import written_answers
from surveys.presentation.form_values import first_field, form_values


@transaction.atomic
def save_draft(
    asked: AskedPerson, *, questions: Sequence[Question], answers: Answers, now: datetime, began_from: str = ""
) -> SurveyResponse | None:
    """Keep what somebody typed on one page. It counts once it is handed in; what was handed in before stays so long.

    Args:
        asked: who answers, in which wave.
        questions: those that were on the page.
        answers: to them; what was left out is absent.
        now: the instant.
        began_from: the revision that the form carried.

    Returns the response; None where there is nothing to keep.

    Raises:
        WaveNotOpen: the wave has closed in the meantime, or has not opened.
        EditedMeanwhile: the same page was saved elsewhere since the form was opened.
        UnfitAnswer: a value is none that its question can have.
    """
    wave, response = _locked(asked, now)
    before = response.begun if response else {}
    refuse_stale(began_from, stored=form_values(questions, before), wanted=form_values(questions, answers))
    for question in questions:
        if question["key"] in answers and not is_answer(question, answers[question["key"]]):
            raise UnfitAnswer(_("Choose one of the answers that there are."), field=first_field(question))
    kept = {question["key"] for question in questions}
    whole = {key: value for key, value in before.items() if key not in kept} | answers
    if response is None and not whole:
        return None
    is_new = response is None
    response = response or SurveyResponse(wave=wave, person_id=asked.person_id, role=asked.role, started_at=now)
    unchanged = response.submitted_at is not None and whole == response.given
    response.draft = "" if unchanged else written_answers(whole)
    response.saved_at = now
    response.save(force_insert=is_new, update_fields=None if is_new else ["draft", "saved_at"])
    return response


def hand_in(
    asked: AskedPerson, *, questions: Sequence[Question], answers: Answers, now: datetime, began_from: str = ""
) -> SurveyResponse:
    """Keep the page that somebody typed last, and let all that they answered count in place of what counted before.

    The page is kept also where nothing can be handed in yet. The arguments are those of `save_draft`.

    Raises:
        NothingAnswered: an empty form is no answer.
        Unanswered: a question that is required has no answer.
        WaveNotOpen, EditedMeanwhile, UnfitAnswer: as `save_draft`; then nothing is kept.
    """
    with transaction.atomic():
        response = save_draft(asked, questions=questions, answers=answers, now=now, began_from=began_from)
        refusal = _let_count(asked, response, now)
    if refusal:
        raise refusal
    return cast("SurveyResponse", response)


def _let_count(asked: AskedPerson, response: SurveyResponse | None, now: datetime) -> DomainError | None:
    """Hand in what was typed; return why not where it cannot be."""
    content = asked.wave.version.questions
    given = counted(content, response.begun) if response else {}
    if response is None or not given:
        return NothingAnswered(_("There’s nothing to hand in yet. Answer at least one question."))
    left_open = next(missing(content, given), None)
    if left_open:
        return Unanswered(_("One question that’s required has no answer yet."), field=first_field(left_open))
    response.answers, response.draft = written_answers(given), ""
    response.saved_at = response.submitted_at = now
    response.save(update_fields=["answers", "draft", "saved_at", "submitted_at"])
    return None


@transaction.atomic
def take_back(asked: AskedPerson, *, now: datetime) -> None:
    """Delete all that somebody answered in an open wave. A second time changes nothing.

    Raises:
        WaveNotOpen: the wave has closed: what was handed in may be part of figures.
    """
    _wave, response = _locked(asked, now)
    if response:
        response.delete()


def _locked(asked: AskedPerson, now: datetime) -> tuple[Wave, SurveyResponse | None]:
    """Lock the row of the one who answers, so that of two windows one comes after the other."""
    rows = AskedPerson.objects.select_for_update(of=("self",)).select_related("wave__version__survey")
    wave = rows.get(pk=asked.pk).wave
    if wave.state_at(now) != WaveState.OPEN:
        raise WaveNotOpen(_("This survey has closed, so nothing was saved. What you typed is still below."))
    return wave, SurveyResponse.objects.filter(wave=wave, person=asked.person_id).first()

"""Looking back: the form of each side, the answer to it, and the means of confidential ratings."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import RuleBroken
from accounts.models import User
from core.closed_text import for_editing
from feedback.access import get_feedback_for, get_rated_participation_for
from feedback.forms import AnswerForm, RatingForm, WordsForm
from feedback.models import ConfidentialFeedback
from feedback.policies import can_answer, can_give, can_rate
from feedback.selectors import feedback_of_pair, has_rated, release_of
from feedback.services import answer_feedback, send_feedback
from feedback.wording import NAMES
from matching.models import Mentorship
from sessions.access import get_pair_for
from sessions.views.reader import reader_of


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """What the reader says about the year, and what the other said."""
    user = reader_of(request)
    pair = get_pair_for(user, pk)
    rates = can_rate(user, pair)
    form = (RatingForm if rates else WordsForm)(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, user, pair, form=form, status=422 if form.errors else 200)
    ratings = form.ratings() if isinstance(form, RatingForm) else None
    try:
        send_feedback(pair, by=user, words=form.words(), ratings=ratings, now=timezone.now())
    except RuleBroken as error:
        return _page(request, user, pair, form=form, refusal=error.message, status=409)
    messages.success(request, _("Your answers are sent. Thank you."))
    return redirect("feedback:give-feedback", pk=pair.pk)


@require_POST
def answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Save what the recipient will change."""
    user = reader_of(request)
    feedback = get_feedback_for(user, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid() and can_answer(user, feedback):
        return _page(request, user, get_pair_for(user, feedback.mentorship_id), answer_form=form, status=422)
    try:
        answer_feedback(feedback, by=user, answer=form.cleaned_data.get("answer", ""), now=timezone.now())
    except RuleBroken as error:
        pair = get_pair_for(user, feedback.mentorship_id)
        return _page(request, user, pair, refusal=error.message, status=409)
    messages.success(request, _("Your answer is sent."))
    return redirect("feedback:give-feedback", pk=feedback.mentorship_id)


@require_safe
def show_ratings(request: HttpRequest, pk: int) -> HttpResponse:
    """The means of a mentor's confidential ratings, or why they are not shown."""
    user = reader_of(request)
    participation = get_rated_participation_for(user, pk)
    program = participation.cycle.program
    release = release_of(participation.mentor, program)
    rows = [
        {"name": NAMES[item], "mean": release.means[item], "answers": release.item_answers[item]}
        for item in (ConfidentialFeedback.ITEMS if release else ())
        if release is not None
    ]
    context = {
        "participation": participation,
        "cycle": participation.cycle,
        "own": user.pk == participation.mentor_id,
        "k": program.answers_before_ratings,
        "release": release,
        "rows": rows,
    }
    return render(request, "feedback/ratings.html", context)


def _page(
    request: HttpRequest,
    user: User,
    pair: Mentorship,
    *,
    form: WordsForm | None = None,
    answer_form: AnswerForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render the page of a pair's feedback for one of the two."""
    rates = can_rate(user, pair)
    written, received = feedback_of_pair(pair, user)
    rated = rates and has_rated(pair)
    open_now = can_give(user, pair)
    context: dict[str, Any] = {
        "pair": pair,
        "cycle": pair.cycle,
        "other": pair.mentor if user.pk == pair.mentee_id else pair.mentee,
        "rates": rates,
        "rated": rated,
        "written": written,
        "received": received,
        "open": open_now,
        "can_send": open_now and not (rated if rates else written),
        "form": form or (RatingForm() if rates else WordsForm()),
        "answer_form": answer_form or AnswerForm(initial={"answer": for_editing(received.answer) if received else ""}),
        "refusal": refusal,
    }
    return render(request, "feedback/give.html", context, status=status)

"""The page on which one of a pair looks back, and the page on which they look once more at what they hand in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from feedback.forms.developmental import AnswerForm
from feedback.forms.looking_back import RATINGS, WORDS, FeedbackForm
from feedback.policies import can_give_feedback, can_rate
from feedback.presentation.submitted import submitted_feedback
from feedback.queries.year_end import feedback_of_pair, has_answered
from pairs.models import Mentorship


def feedback_form(request: HttpRequest, user: User, pair: Mentorship) -> FeedbackForm:
    """Return the form of what is not handed in yet, or of the part that its writer asks to change."""
    asked = request.POST.getlist("part") or request.GET.getlist("change")
    can_answer = can_rate(user, pair) and (request.method == "POST" or not has_answered(pair))
    open_parts = (RATINGS, WORDS) if can_answer else (WORDS,)
    parts = [part for part in open_parts if part in asked] or _missing(user, pair) or list(open_parts)
    data = request.POST if request.method == "POST" else None
    return FeedbackForm(data, parts=parts, stored=submitted_feedback(pair, user))


def _missing(user: User, pair: Mentorship) -> list[str]:
    """What has not been handed in; words are no longer asked for once there are ratings."""
    written, _received = feedback_of_pair(pair, user)
    if not can_rate(user, pair):
        return [] if written else [WORDS]
    if not has_answered(pair):
        return [RATINGS] if written else [RATINGS, WORDS]
    return []


def review_page(user: User, pair: Mentorship, request: HttpRequest, *, form: FeedbackForm) -> HttpResponse:
    """Show what is about to be handed in. Nothing is saved."""
    context = {"form": form, "steps": form.chosen_answers(), "words": form.words(), "comment": form.comment()}
    return render(request, "feedback/review.html", _shared_context(user, pair) | context)


def give_page(
    user: User,
    pair: Mentorship,
    request: HttpRequest,
    *,
    form: FeedbackForm | None = None,
    answer_form: AnswerForm | None = None,
    refusal: str = "",
    typed: str = "",
) -> HttpResponse:
    """Render the page of a pair's feedback; 409 after a refusal, 422 with an invalid form."""
    written, received = feedback_of_pair(pair, user)
    rated = can_rate(user, pair) and has_answered(pair)
    open_now = can_give_feedback(user, pair)
    form = form or feedback_form(request, user, pair)
    asked = bool(_missing(user, pair)) or form.is_bound or bool(request.GET.getlist("change"))
    answer = {"answer": received.answer if received else ""}
    context: dict[str, Any] = {
        "written": written,
        "received": received,
        "rated": rated,
        "can_change_words": open_now and not (written and written.opened_at),
        "open": open_now,
        "can_send": open_now and asked and not refusal,
        "form": form,
        "answer_form": answer_form or AnswerForm(stored=answer),
        "refusal": refusal,
        "typed": typed,
    }
    invalid = form.errors or (answer_form is not None and answer_form.errors)
    status = 409 if refusal else 422 if invalid else 200
    return render(request, "feedback/give.html", _shared_context(user, pair) | context, status=status)


def _shared_context(user: User, pair: Mentorship) -> dict[str, Any]:
    k = pair.cycle.program.answers_before_ratings
    return {
        "pair": pair,
        "cycle": pair.cycle,
        "other": pair.other_of(user),
        "rates": can_rate(user, pair),
        "k": k,
        "others": k - 1,
    }

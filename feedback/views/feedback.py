"""Looking back: the form of each side, the answer to it, and the means of confidential ratings."""

import uuid
from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from core.errors import DomainError
from core.methods import form_page
from core.revised_forms import refuse
from core.revisions import EditedMeanwhile
from feedback.access import get_feedback_for, get_rated_participation_for
from feedback.forms.developmental import AnswerForm
from feedback.models import DevelopmentalFeedback
from feedback.policies import can_answer_feedback
from feedback.presentation.means import shown_comments, shown_means
from feedback.presentation.pages import page_of
from feedback.services.developmental import answer_feedback, open_feedback
from feedback.services.looking_back import submit_feedback
from feedback.views.feedback_page import feedback_page
from feedback.views.give_page import feedback_form, give_page, review_page
from feedback.views.peers import peer_page
from pairs.access import get_own_mentorship_for


@form_page
def give(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the reader says about the year, and what the other said; looked at once more before it is handed in."""
    user = request.user
    pair = get_own_mentorship_for(user, pk)
    form = feedback_form(request, user, pair)
    step = request.POST.get("step", "")
    if request.method != "POST" or not form.is_valid() or step == "change":
        return give_page(user, pair, request, form=form)
    if step != "hand_in":
        return review_page(user, pair, request, form=form)
    words, ratings, now = form.words(), form.ratings(), timezone.now()
    try:
        submit_feedback(
            pair, by=user, words=words, ratings=ratings, comment=form.comment(), now=now, began_from=form.began_from
        )
    except EditedMeanwhile as error:
        refuse(form, error)
        return give_page(user, pair, request, form=form)
    except DomainError as error:
        return give_page(user, pair, request, refusal=error.message, typed=form.typed())
    messages.success(request, _("Feedback handed in. Thank you."))
    return redirect("feedback:give-feedback", pk=pair.pk)


@require_POST
def open_received(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Read what the other wrote, after which it stands."""
    user = request.user
    feedback = get_feedback_for(user, pk)
    try:
        open_feedback(feedback, by=user, now=timezone.now())
    except DomainError as error:
        return _page(request, user, feedback)(refusal=error.message)
    return redirect(page_of(feedback, user.pk))


@require_POST
def answer(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Save what the recipient will change."""
    user = request.user
    feedback = get_feedback_for(user, pk)
    again = _page(request, user, feedback)
    form = AnswerForm(request.POST, stored={"answer": feedback.answer})
    if not form.is_valid() and can_answer_feedback(user, feedback):
        return again(answer_form=form)
    words = form.cleaned_data.get("answer", "")
    try:
        answer_feedback(feedback, by=user, answer=words, now=timezone.now(), began_from=form.began_from)
    except EditedMeanwhile as error:
        refuse(form, error)
        return again(answer_form=form)
    except DomainError as error:
        return again(refusal=error.message)
    messages.success(request, _("Reply sent."))
    return redirect(page_of(feedback, user.pk))


def _page(request: SignedInRequest, user: User, feedback: DevelopmentalFeedback) -> Callable[..., HttpResponse]:
    """What shows the page again on which it is read, with a form or a refusal."""
    if not feedback.is_of_year_end:
        return partial(feedback_page, request, user, feedback)
    if feedback.group is None:
        return partial(give_page, user, get_own_mentorship_for(user, feedback.mentorship_id or 0), request)
    other = feedback.writer if feedback.recipient_id == user.pk else feedback.recipient
    return partial(peer_page, request, user, feedback.group, other)


@require_safe
def show_ratings(request: SignedInRequest, pk: int) -> HttpResponse:
    """The means of a mentor's confidential ratings, or why they are not shown."""
    user = request.user
    participation = get_rated_participation_for(user, pk)
    program = participation.cycle.program
    shown = shown_means(participation.mentor, program)
    context = {
        "participation": participation,
        "cycle": participation.cycle,
        "own": user.pk == participation.mentor_id,
        "k": program.answers_before_ratings,
        "release": shown.release if shown else None,
        "rows": shown.rows if shown else (),
        "has_range": shown is not None and shown.has_range,
        "comments": shown_comments(participation.mentor, program),
    }
    return render(request, "feedback/ratings.html", context)

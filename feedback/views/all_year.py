"""Feedback at any time of the year: everything between two people, writing, one piece, and its follow-up."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.paging import page_of as page_of_list
from core.refusals import refusals_beside
from feedback.access import get_changeable_feedback_for, get_feedback_for, get_two_for
from feedback.forms.developmental import FollowUpForm, WritingForm
from feedback.models import DevelopmentalFeedback, Two
from feedback.policies import can_follow_up, can_write
from feedback.presentation.all_year import lines_of
from feedback.presentation.pages import ask_page, home_page, list_page, write_page
from feedback.presentation.submitted import words_of
from feedback.presentation.wording import EXAMPLES
from feedback.queries.all_year import entries_between
from feedback.services.all_year import follow_up, write_feedback
from feedback.views.feedback_page import feedback_page


def shared_context(two: Two) -> dict[str, object]:
    """What every page between two people needs."""
    return {
        "two": two,
        "other": two.other,
        "cycle": two.cycle,
        "list_url": list_page(two),
        "home_url": home_page(two),
    }


@require_safe
def show_all(request: SignedInRequest, pk: int, person_pk: int | None = None) -> HttpResponse:
    """Everything between two people, the latest first."""
    two = get_two_for(request.user, pk, person_pk)
    page = page_of_list(request, entries_between(two))
    context = {
        "page": page,
        "lines": lines_of(two, page),
        "can_write": can_write(two),
        "write_url": write_page(two),
        "ask_url": ask_page(two),
    }
    return render(request, "feedback/all_year.html", shared_context(two) | context)


@form_page
def write(request: SignedInRequest, pk: int, person_pk: int | None = None) -> HttpResponse:
    """Write to the other of the two."""
    two = get_two_for(request.user, pk, person_pk)
    return _writing(request, two, uuid.uuid4())


@form_page
def edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Change what the other has not opened."""
    feedback = get_changeable_feedback_for(request.user, pk)
    return _writing(request, feedback.two_for(request.user), feedback.pk, stored=feedback)


def _writing(
    request: SignedInRequest, two: Two, key: uuid.UUID, *, stored: DevelopmentalFeedback | None = None
) -> HttpResponse:
    form = WritingForm(posted(request), key=key, stored=words_of(stored))
    words = form.words() if request.method == "POST" and form.is_valid() else None
    if words:
        sent_as = stored.pk if stored else form.cleaned_data["key"]
        with refusals_beside(form):
            sent = write_feedback(two, key=sent_as, words=words, now=timezone.now(), began_from=form.began_from)
            said = _("Sent. %(name)s will get an email that says so, without your words.")
            messages.success(request, said % {"name": two.other.given_name})
            return redirect("feedback:show-feedback", pk=sent.pk)
    context = {"form": form, "stored": stored, "examples": EXAMPLES, "can_write": stored or can_write(two)}
    return render(request, "feedback/write.html", shared_context(two) | context, status=422 if form.errors else 200)


@require_safe
def show(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """One piece of feedback, its reply, and who reads it."""
    return feedback_page(request, request.user, get_feedback_for(request.user, pk))


@form_page
def follow(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Say, weeks later, whether it has changed."""
    user, now = request.user, timezone.now()
    feedback = get_feedback_for(user, pk)
    own = feedback.follow_ups.filter(person=user).first()
    stored = {"changed": own.changed if own else "", "words": own.words if own else ""}
    form = FollowUpForm(posted(request), stored=stored)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            follow_up(feedback, by=user, **form.cleaned_data, now=now, began_from=form.began_from)
            messages.success(request, _("Saved. Only the two of you can read it."))
            return redirect("feedback:show-feedback", pk=pk)
    two = feedback.two_for(user)
    context = {"feedback": feedback, "form": form, "is_time": can_follow_up(user, feedback, now=now)}
    return render(request, "feedback/follow_up.html", shared_context(two) | context, status=422 if form.errors else 200)

"""Asking for feedback on one thing, and answering, declining or taking back such a request."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside, refusals_said
from feedback.access import get_request_for, get_two_for
from feedback.forms.developmental import AskForm, WritingForm
from feedback.policies import can_answer_request, can_write
from feedback.presentation.pages import list_page
from feedback.presentation.submitted import words_of
from feedback.presentation.wording import EXAMPLES
from feedback.services.all_year import write_feedback
from feedback.services.requests import ask_for_feedback, decline_request, take_back_request
from feedback.views.all_year import shared_context


@form_page
def ask(request: SignedInRequest, pk: int, person_pk: int | None = None) -> HttpResponse:
    """Ask the other of the two for feedback on one thing."""
    two = get_two_for(request.user, pk, person_pk)
    form = AskForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            ask_for_feedback(two, about=form.cleaned_data["about"], now=timezone.now())
            said = _("Asked. %(name)s will get an email, without your question in it.")
            messages.success(request, said % {"name": two.other.given_name})
            return redirect(list_page(two))
    context = {"form": form, "can_write": can_write(two)}
    return render(request, "feedback/ask.html", shared_context(two) | context, status=422 if form.errors else 200)


@form_page
def answer(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer what somebody asked, with feedback. Who asked is led to everything between the two."""
    user, asked = request.user, get_request_for(request.user, pk)
    two = asked.two_for(user)
    if user.pk == asked.asker_id:
        return redirect(list_page(two))
    form = WritingForm(posted(request), key=uuid.uuid4(), stored=words_of(None))
    words = form.words() if request.method == "POST" and form.is_valid() else None
    if words:
        key, now = form.cleaned_data["key"], timezone.now()
        with refusals_beside(form):
            sent = write_feedback(two, key=key, words=words, request=asked, now=now, began_from=form.began_from)
            messages.success(request, _("Sent. %(name)s will be glad of it.") % {"name": two.other.given_name})
            return redirect("feedback:show-feedback", pk=sent.pk)
    context = {
        "form": form,
        "asked": asked,
        "examples": EXAMPLES,
        "can_write": can_answer_request(user, asked) and can_write(two),
    }
    return render(request, "feedback/write.html", shared_context(two) | context, status=422 if form.errors else 200)


@require_POST
def decline(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that one has nothing to say about it."""
    asked = get_request_for(request.user, pk)
    two = asked.two_for(request.user)
    with refusals_said(request):
        decline_request(asked, by=request.user, now=timezone.now())
        said = _("Declined. %(name)s is told kindly, and without a reason.")
        messages.success(request, said % {"name": two.other.given_name})
    return redirect(list_page(two))


@require_POST
def take_back(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back what one asked."""
    asked = get_request_for(request.user, pk)
    with refusals_said(request):
        take_back_request(asked, by=request.user, now=timezone.now())
        messages.success(request, _("Taken back."))
    return redirect(list_page(asked.two_for(request.user)))

"""Informal mentorships: one's own, a new one to record, and requests to confirm."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside, refusals_said
from pairs.access import get_informal_request_for, get_register_for
from pairs.forms.informal import RecordForm
from pairs.models import InformalRequest
from pairs.queries.informal import informal_mentorships_of, requests_of, requests_to
from pairs.services import informal


@require_safe
def show_register(request: SignedInRequest, slug: str) -> HttpResponse:
    """What is recorded of the reader, what they are asked to confirm, and what they asked."""
    user, now = request.user, timezone.now()
    cycle = get_register_for(user, slug)
    context = {
        "cycle": cycle,
        "program": cycle.program,
        "pairs": [(pair, pair.other_of(user)) for pair in informal_mentorships_of(user, cycle)],
        "to_confirm": requests_to(user, now).filter(cycle=cycle),
        "asked": requests_of(user, cycle),
        "now": now,
        "takes_records": cycle.state in cycle.UNDER_WAY,
    }
    return render(request, "pairs/register.html", context)


@form_page
def record(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say with whom, and ask them to confirm."""
    now = timezone.now()
    cycle = get_register_for(request.user, slug)
    form = RecordForm(posted(request), today=cycle.local_day(now))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with refusals_beside(form):
            made = informal.ask_to_record(
                cycle,
                by=request.user,
                address=data["address"],
                as_mentor=data["side"] == RecordForm.THEIR_MENTOR,
                since=data["since"],
                now=now,
            )
            messages.success(request, _said_after_asking(made))
            return redirect("pairs:show-register", slug=slug)
    context = {"cycle": cycle, "program": cycle.program, "form": form, "days": informal.DAYS_TO_CONFIRM}
    return render(request, "pairs/record_informal.html", context, status=422 if form.errors else 200)


def _said_after_asking(made: InformalRequest) -> str:
    if made.state == InformalRequest.State.CONFIRMED:
        return _("They had asked you the same, so your mentorship is recorded.")
    text = _("If %(address)s belongs to someone here, they’ll get an email and can confirm.")
    return text % {"address": made.address}


@require_POST
def confirm(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Confirm what somebody else recorded."""
    asked = get_informal_request_for(request.user, pk, asked=True)
    return _step(request, asked, informal.confirm, _("Recorded. Your workspace is open."), by=request.user)


@require_POST
def decline(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Leave it unrecorded."""
    asked = get_informal_request_for(request.user, pk, asked=True)
    return _step(request, asked, informal.decline, _("Not recorded."))


@require_POST
def take_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take one's own request back."""
    asked = get_informal_request_for(request.user, pk, asked=False)
    return _step(request, asked, informal.take_back, _("Request taken back."))


def _step(
    request: SignedInRequest, asked: InformalRequest, service: Callable[..., Any], done: str, **more: Any
) -> HttpResponse:
    with refusals_said(request):
        service(asked, now=timezone.now(), **more)
        messages.success(request, done)
    return redirect("pairs:show-register", slug=asked.cycle.program.slug)

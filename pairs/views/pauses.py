"""A pause that one of the two asks for, and its end."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside, refusals_said
from pairs.access import get_own_mentorship_for
from pairs.forms.pauses import PauseForm, ReturnDayForm
from pairs.models import Mentorship, Pause
from pairs.queries.pauses import present_pause
from pairs.services.pauses import ask_for_pause, change_return, end_pause


@form_page
def pause(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what a pause means and begin it, or give the one that goes on another day."""
    mentorship = get_own_mentorship_for(request.user, pk)
    going_on = present_pause(mentorship)
    if going_on is not None and going_on.asked_by_id is not None:
        return _change(request, mentorship, going_on)
    if mentorship.state != Mentorship.State.ACTIVE:
        return redirect("sessions:show-pair", pk=pk)
    form = PauseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            ask_for_pause(mentorship, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Mentorship paused. Both of you will get an email."))
            return redirect("sessions:list-pause-sessions", pk=pk)
    context = _context(request, mentorship) | {"form": form}
    return render(request, "pairs/pause.html", context, status=422 if form.errors else 200)


def _change(request: SignedInRequest, mentorship: Mentorship, going_on: Pause) -> HttpResponse:
    stored = {"back_on": going_on.back_on, "resumes_itself": going_on.resumes_itself}
    form = ReturnDayForm(posted(request), stored=stored)
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            change_return(mentorship, now=now, began_from=form.began_from, **form.cleaned_data)
            messages.success(request, _("Day of return saved. Both of you will get an email."))
            return redirect("sessions:show-pair", pk=mentorship.pk)
    past = going_on.back_on is not None and going_on.back_on <= mentorship.cycle.local_day(now)
    context = _context(request, mentorship) | {"form": form, "pause": going_on, "is_past": past}
    return render(request, "pairs/paused.html", context, status=422 if form.errors else 200)


def _context(request: SignedInRequest, mentorship: Mentorship) -> dict[str, object]:
    return {"mentorship": mentorship, "cycle": mentorship.cycle, "other": mentorship.other_of(request.user)}


@require_POST
def resume(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a paused pair go on."""
    mentorship = get_own_mentorship_for(request.user, pk)
    with refusals_said(request):
        end_pause(mentorship, now=timezone.now())
        messages.success(request, _("Your mentorship goes on. Both of you will get an email."))
    return redirect("sessions:show-pair", pk=pk)

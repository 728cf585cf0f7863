"""One's own calendar: its address, and how the last reading went."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from people.policies import memberships_of
from sessions.forms import OwnCalendarForm
from sessions.models import OwnCalendar
from sessions.policies import can_hold_office_hours
from sessions.services.own_calendars import forget_address, save_address


def _check_takes_part(user: User) -> None:
    """For somebody who meets nobody there is no such page."""
    if not memberships_of(user).programs:
        raise Http404


@form_page
def edit(request: SignedInRequest) -> HttpResponse:
    """Give the address of one's own calendar, or another one."""
    user = request.user
    _check_takes_part(user)
    form = OwnCalendarForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            save_address(by=user, address=form.cleaned_data["address"].strip(), now=timezone.now())
            messages.success(request, _("Saved. We read it in a minute; this page says how it went."))
            return redirect("sessions:edit-own-calendar")
    calendar = OwnCalendar.objects.filter(user=user).defer("address").first()
    context = {
        "form": form,
        "calendar": calendar,
        "n_busy": calendar.stretches.count() if calendar else 0,
        "has_office": can_hold_office_hours(user),
    }
    return render(request, "sessions/own_calendar.html", context, status=422 if form.errors else 200)


@require_POST
def forget(request: SignedInRequest) -> HttpResponse:
    """Forget the address, and when the calendar was busy."""
    _check_takes_part(request.user)
    forget_address(by=request.user)
    messages.success(request, _("Forgotten. Your own calendar no longer counts."))
    return redirect("sessions:edit-own-calendar")

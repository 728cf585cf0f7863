"""A mentor's office hours on one page: every week, on single days, on what terms, and what comes of it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from sessions.access import check_holds_office_hours
from sessions.forms import DayHoursForm, TermsForm, WeeklyHoursForm
from sessions.models import OfficeHours, OpenHours
from sessions.presentation.free_times import offered_days
from sessions.presentation.stored import terms_of
from sessions.queries.office_hours import office_of, slots_of
from sessions.services.office_hours import add_hours, remove_hours, save_terms

_PREVIEW = timedelta(days=14)


@form_page
def edit(request: SignedInRequest) -> HttpResponse:
    """The page, and on what terms one can be booked."""
    user = request.user
    check_holds_office_hours(user)
    form = TermsForm(posted(request), stored=terms_of(_office(request)))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            save_terms(by=user, terms=form.terms(), began_from=form.began_from)
            messages.success(request, _("Saved. The preview shows what can be booked now."))
            return redirect("sessions:edit-office-hours")
    return _page(request, terms=form)


@require_POST
def add_weekly(request: SignedInRequest) -> HttpResponse:
    """Offer hours of a weekday."""
    check_holds_office_hours(request.user)
    form = WeeklyHoursForm(request.POST, prefix="week")
    return _add(request, form, week=form)


@require_POST
def add_day(request: SignedInRequest) -> HttpResponse:
    """Say what holds on one day."""
    check_holds_office_hours(request.user)
    form = DayHoursForm(request.POST, prefix="day")
    return _add(request, form, day=form)


def _add(request: SignedInRequest, form: WeeklyHoursForm | DayHoursForm, **forms: Any) -> HttpResponse:
    if form.is_valid():
        with refusals_beside(form):
            add_hours(by=request.user, hours=form.hours())
            messages.success(request, _("Added. The preview shows what can be booked now."))
            return redirect("sessions:edit-office-hours")
    return _page(request, **forms)


@require_POST
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take hours back."""
    check_holds_office_hours(request.user)
    remove_hours(pk, by=request.user)
    messages.success(request, _("Removed. Sessions that are booked stay."))
    return redirect("sessions:edit-office-hours")


def _office(request: SignedInRequest) -> OfficeHours:
    """The stored office hours, or what they begin with."""
    return office_of(request.user) or OfficeHours(mentor=request.user, time_zone=request.user.time_zone)


def _page(
    request: SignedInRequest,
    *,
    terms: TermsForm | None = None,
    week: WeeklyHoursForm | None = None,
    day: DayHoursForm | None = None,
) -> HttpResponse:
    office, now = _office(request), timezone.now()
    rows = list(office.hours.all()) if office.pk else []
    slots = slots_of(office, now=now) if office.pk else []
    soon = [slot for slot in slots if slot.time.starts_at < now + _PREVIEW]
    invalid = next((form for form in (terms, week, day) if form is not None and form.errors), None)
    context = {
        "form": invalid,
        "terms_form": terms or TermsForm(stored=terms_of(office)),
        "week_form": week or WeeklyHoursForm(prefix="week"),
        "day_form": day or DayHoursForm(prefix="day"),
        "weekly": [row for row in rows if row.kind == OpenHours.Kind.WEEKLY],
        "single": [row for row in rows if row.kind != OpenHours.Kind.WEEKLY],
        "office": office,
        "preview": offered_days(soon, reader=office.zone, other=office.zone),
        "n_free": sum(slot.free for slot in soon),
        "n_free_in_all": sum(slot.free for slot in slots),
    }
    return render(request, "sessions/office_hours.html", context, status=422 if invalid else 200)

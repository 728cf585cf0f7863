"""The holidays of a school."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from programs.access import get_administered_school_for
from programs.forms.holidays import HolidayFileForm, HolidaysForm
from programs.imports.holiday_files import read_holidays
from programs.models import Institution
from programs.presentation.holiday_lines import holiday_lines
from programs.queries.days_off import holidays_of
from programs.services.holidays import add_holidays, set_holidays


@form_page
def edit_holidays(request: SignedInRequest, school: str) -> HttpResponse:
    """All holidays as lines, and a field for a calendar file."""
    place = get_administered_school_for(request.user, school)
    form = _days_form(place, posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            set_holidays(place, holidays=form.cleaned_data["days"], began_from=form.began_from)
            messages.success(request, _("Holidays saved."))
            return redirect("programs:edit-holidays", school=school)
    return _page(request, place, form=form)


@require_POST
def add_from_file(request: SignedInRequest, school: str) -> HttpResponse:
    """Add the days of a calendar file."""
    place = get_administered_school_for(request.user, school)
    form = HolidayFileForm(request.POST, request.FILES)
    if form.is_valid():
        with refusals_beside(form):
            today = place.local_day(timezone.now())
            added = add_holidays(place, holidays=read_holidays(form.cleaned_data["file"], today=today))
            if added:
                text = ngettext("%(n)s holiday added.", "%(n)s holidays added.", added) % {"n": added}
                messages.success(request, text)
            else:
                messages.info(request, _("All days of that file were here already."))
            return redirect("programs:edit-holidays", school=school)
    return _page(request, place, file_form=form)


def _days_form(school: Institution, data: Any = None) -> HolidaysForm:
    return HolidaysForm(data, stored={"days": holiday_lines(holidays_of(school))})


def _page(request: SignedInRequest, school: Institution, **forms: Any) -> HttpResponse:
    context = {
        "school": school,
        "form": forms.get("form") or _days_form(school),
        "file_form": forms.get("file_form") or HolidayFileForm(),
    }
    failed = any(form.errors for form in forms.values())
    return render(request, "programs/holidays.html", context, status=422 if failed else 200)

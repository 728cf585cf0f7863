"""Repeating a year."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from people.forms.next_year import RepeatForm
from people.services.next_year import repeat_year, returning_mentors
from programs.access import get_configurable_cycle_for
from programs.forms.cycles import FirstDayForm
from programs.models import Cycle
from programs.presentation.year_plan import dates_from, name_of_year, plan_of

# Fifty-two weeks, so that what was on a Monday is on a Monday.
_A_YEAR = timedelta(weeks=52)


@form_page
def repeat_year_of(request: SignedInRequest, pk: int) -> HttpResponse:
    """Plan a year like this one: the dates move along, the mentors are asked again; pairs and answers stay here."""
    cycle = get_configurable_cycle_for(request.user, pk)
    program = cycle.program
    zone = program.institution.zone
    asked = {"first_day": cycle.term_starts_on + _A_YEAR} | ({} if request.method == "POST" else request.GET.dict())
    first_day = FirstDayForm(asked)
    dates = dates_from(plan_of(cycle), first_day.cleaned_data["first_day"], zone=zone) if first_day.is_valid() else {}
    if dates:
        dates["name"] = name_of_year(dates["term_starts_on"], dates["ends_on"])
    returning = returning_mentors(cycle).count()
    with timezone.override(zone):
        form = RepeatForm(
            posted(request),
            instance=Cycle(program=program),
            initial=dates,
            returning=returning,
            now=timezone.now(),
            submit=_("Plan this year"),
        )
        if request.method == "POST" and form.is_valid():
            fields = dict(form.cleaned_data)
            invited = fields.pop("mentors", False)
            planned = repeat_year(cycle, fields=fields, mentors=invited, now=timezone.now())
            messages.success(request, _("%(name)s is planned, like %(old)s.") % {"name": planned, "old": cycle.name})
            return redirect("programs:edit-program", slug=program.slug)
        context = {"program": program, "cycle": cycle, "form": form, "first_day": first_day}
        return render(request, "people/repeat_year.html", context, status=422 if form.errors else 200)

"""The years of a program."""

from copy import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest, posted
from core.errors import DomainError
from core.methods import form_page
from core.refusals import refusals_beside
from programs.access import get_configurable_cycle_for, get_configurable_program_for
from programs.errors import UnfinishedWork
from programs.forms.cycles import CycleForm, ExamsForm, FirstDayForm
from programs.models import Cycle, CycleState
from programs.presentation.year_plan import dates_from, new_year, plan_of
from programs.queries.programs import program_years
from programs.queries.setup import exams_of
from programs.services import cycles as cycle_services
from programs.services.cycles import TRANSITIONS
from programs.services.phases import begins_next
from programs.services.setup import set_exams


@form_page
def create_cycle(request: SignedInRequest, slug: str) -> HttpResponse:
    """Plan a year: first the first day of term, from which all other dates are counted, then what comes of it."""
    program = get_configurable_program_for(request.user, slug)
    first_day = FirstDayForm(request.GET if "first_day" in request.GET and request.method != "POST" else None)
    context = {"program": program, "first_day": first_day}
    counted = first_day.cleaned_data["first_day"] if first_day.is_valid() else None
    if request.method != "POST" and counted is None:
        return render(request, "programs/cycle_new.html", context)
    # Deadlines fall in the school's zone, wherever the coordinator sits.
    with timezone.override(program.institution.zone):
        form = CycleForm(
            posted(request),
            instance=Cycle(program=program),
            initial=new_year(program, counted) if counted else None,
            now=timezone.now(),
            submit=_("Plan this year"),
        )
        if request.method == "POST" and form.is_valid():
            cycle = cycle_services.create_cycle(program, fields=form.cleaned_data)
            messages.success(request, _("%(name)s is planned.") % {"name": cycle})
            return redirect("programs:edit-program", slug=slug)
        return render(request, "programs/cycle_new.html", context | {"form": form}, status=422 if form.errors else 200)


@form_page
def edit_cycle(request: SignedInRequest, pk: int) -> HttpResponse:
    """Dates of a year, and its next step. Counted again from another day, they are shown before they are saved."""
    cycle = get_configurable_cycle_for(request.user, pk)
    # The form writes into its instance; the page shows what is stored.
    shown = copy(cycle)
    exams = list(cycle.exam_periods.all())
    zone = cycle.program.institution.zone
    first_day = FirstDayForm(request.GET if "first_day" in request.GET and request.method != "POST" else None)
    counted = None
    if first_day.is_valid():
        counted = dates_from(plan_of(cycle), first_day.cleaned_data["first_day"], zone=zone)
    with timezone.override(zone):
        form = CycleForm(
            posted(request),
            instance=cycle,
            initial=counted,
            now=timezone.now(),
            exams=exams,
            submit=_("Save the dates"),
        )
        if request.method == "POST" and form.is_valid():
            with refusals_beside(form):
                cycle_services.edit_cycle(cycle, fields=form.cleaned_data, began_from=form.began_from)
                messages.success(request, _("Dates saved."))
                return redirect("programs:edit-cycle", pk=pk)
        context = {
            "program": shown.program,
            "cycle": shown,
            "form": form,
            "years": program_years(shown.program),
            "first_day": first_day,
            "counted": counted,
            "steps": [CycleState(state) for state in CycleState],
            "next_states": TRANSITIONS[CycleState(shown.state)],
            "by_calendar": begins_next(shown),
        }
        return render(request, "programs/cycle.html", context, status=422 if form.errors else 200)


@form_page
def edit_exams(request: SignedInRequest, pk: int) -> HttpResponse:
    """The exams of a year, on which no date of it may fall."""
    cycle = get_configurable_cycle_for(request.user, pk)
    form = ExamsForm(posted(request), stored=exams_of(cycle))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            fields, began_from = form.cleaned_data, form.began_from
            set_exams(cycle, fields=fields, by=request.user, now=timezone.now(), began_from=began_from)
            messages.success(request, _("Exam dates saved."))
            return redirect("programs:edit-program", slug=cycle.program.slug)
    context = {"program": cycle.program, "cycle": cycle, "years": program_years(cycle.program), "form": form}
    return render(request, "programs/exams.html", context, status=422 if form.errors else 200)


@require_POST
def advance_cycle(request: SignedInRequest, pk: int) -> HttpResponse:
    """Move the year to another state."""
    cycle = get_configurable_cycle_for(request.user, pk)
    to = request.POST.get("to", "")
    if to not in CycleState.values:
        messages.error(request, _("Choose the next step of the year."))
        return redirect("programs:edit-cycle", pk=pk)
    try:
        confirmed = "confirmed" in request.POST
        cycle = cycle_services.advance_cycle(cycle, to=CycleState(to), now=timezone.now(), confirmed=confirmed)
    except UnfinishedWork as open_:
        context = {"cycle": cycle, "program": cycle.program, "to": CycleState(to), "unfinished": open_.items}
        return render(request, "programs/unfinished_work.html", context, status=409)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        state = CycleState(cycle.state).label
        messages.success(request, _("%(cycle)s: %(state)s.") % {"cycle": cycle, "state": state})
    return redirect("programs:edit-cycle", pk=pk)

"""The surveys of a program's years: when they are open, and how many have answered."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.numbers import read_number
from core.refusals import refusals_beside, refusals_said
from programs.access import get_configurable_cycle_for, get_configurable_years_for
from programs.models import Cycle
from surveys.access import get_survey_for, get_wave_for
from surveys.forms.waves import WaveForm
from surveys.models import Phase, WaveState
from surveys.models.schedule import planned_days
from surveys.presentation.year_of_surveys import year_of_surveys
from surveys.queries.waves import wave_days
from surveys.services.waves import change_days, close_now, drop_wave, open_now, plan_wave, plan_year


@require_safe
def list_waves(request: SignedInRequest, slug: str) -> HttpResponse:
    """The surveys of a year with their response rates, and what to do with each."""
    program, cycles = get_configurable_years_for(request.user, slug)
    cycle, now = _chosen(request, cycles), timezone.now()
    context = {
        "program": program,
        "cycle": cycle,
        "cycles": cycles,
        "year": year_of_surveys(cycle, now=now) if cycle else None,
        "now": now,
    }
    return render(request, "surveys/waves.html", context)


def _chosen(request: SignedInRequest, cycles: list[Cycle]) -> Cycle | None:
    wanted = read_number(request.GET.get("cycle"))
    return next((cycle for cycle in cycles if cycle.pk == wanted), cycles[0] if cycles else None)


@form_page
def plan(request: SignedInRequest, cycle_pk: int, pk: int) -> HttpResponse:
    """Put a survey on the plan of a year; the dates of the year suggest its days."""
    cycle = get_configurable_cycle_for(request.user, cycle_pk)
    survey, now = get_survey_for(request.user, cycle.program.slug, pk), timezone.now()
    first, last = planned_days(Phase(survey.phase), cycle)
    form = WaveForm(posted(request), initial={"opens_on": first, "closes_on": last})
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            plan_wave(survey, cycle, **form.cleaned_data, now=now)
            messages.success(request, _("Survey planned. People are asked when it opens."))
            return _back(cycle)
    context = {"program": cycle.program, "cycle": cycle, "name": survey.name, "form": form}
    return render(request, "surveys/wave_days.html", context, status=422 if form.errors else 200)


@require_POST
def plan_all(request: SignedInRequest, cycle_pk: int) -> HttpResponse:
    """Put all surveys of the program on the plan of a year, by its dates."""
    cycle = get_configurable_cycle_for(request.user, cycle_pk)
    with refusals_said(request):
        count = plan_year(cycle, now=timezone.now())
        said = ngettext("%(n)d survey planned.", "%(n)d surveys planned.", count) % {"n": count}
        messages.success(request, f"{said} {_('People are asked when each opens.')}")
    return _back(cycle)


@form_page
def edit_days(request: SignedInRequest, pk: int) -> HttpResponse:
    """Move the days of a survey, such as its last one."""
    wave, now = get_wave_for(request.user, pk), timezone.now()
    asked = wave.state_at(now) != WaveState.PLANNED
    form = WaveForm(posted(request), stored=wave_days(wave), first_day_stands=asked)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            change_days(wave, **form.cleaned_data, now=now, began_from=form.began_from)
            messages.success(request, _("Days saved."))
            return _back(wave.cycle)
    context = {"program": wave.cycle.program, "cycle": wave.cycle, "name": wave.version.survey.name, "form": form}
    return render(request, "surveys/wave_days.html", context, status=422 if form.errors else 200)


def _step(request: SignedInRequest, pk: int, step: Callable[..., Any], said: Callable[[], str]) -> HttpResponse:
    wave, now = get_wave_for(request.user, pk), timezone.now()
    with refusals_said(request):
        step(wave, now=now)
        messages.success(request, said())
    return _back(wave.cycle)


@require_POST
def open_wave(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a survey before its day."""
    return _step(request, pk, open_now, lambda: _("Survey open. Everyone who is asked gets an email."))


@require_POST
def close_wave(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close a survey before its last day."""
    return _step(request, pk, close_now, lambda: _("Survey closed. Its answers are final."))


@require_POST
def drop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a survey off the plan that nobody was asked in."""
    return _step(request, pk, drop_wave, lambda: _("Taken off the plan. Nobody was asked."))


def _back(cycle: Cycle) -> HttpResponse:
    response = redirect("surveys:list-waves", slug=cycle.program.slug)
    response.headers["Location"] += f"?cycle={cycle.pk}"
    return response

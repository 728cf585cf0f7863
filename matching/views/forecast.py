"""Which mentors are still wanted for a year."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from matching.forms.forecast import ExpectedMenteesForm
from matching.presentation.forecast import forecast_of
from programs.access import get_configurable_years_for
from programs.queries.programs import meant_cycle
from programs.services.cycles import edit_cycle


@form_page
def show_forecast(request: SignedInRequest, slug: str) -> HttpResponse:
    """Places against mentees by what they seek; a post sets how many are expected."""
    program, years = get_configurable_years_for(request.user, slug)
    if program.is_peer or program.is_informal:
        raise Http404
    cycle = meant_cycle(years, request.GET.get("year"))
    if cycle is None:
        return render(request, "matching/forecast.html", {"program": program})
    form = ExpectedMenteesForm(posted(request), instance=copy(cycle))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            edit_cycle(cycle, fields=form.cleaned_data, began_from=form.began_from)
            messages.success(request, _("Saved. The forecast goes by this number."))
            return redirect(f"{reverse('matching:show-forecast', args=[slug])}?{request.GET.urlencode()}")
    context: dict[str, Any] = {
        "program": program,
        "cycle": cycle,
        "years": years,
        "form": form,
        "forecast": forecast_of(cycle, request.GET.get("facet", "")),
    }
    return render(request, "matching/forecast.html", context, status=422 if form.errors else 200)

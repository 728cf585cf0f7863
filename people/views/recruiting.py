"""How the mentors of a year are won: who has come how far, and what can be done about the others."""

from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from core.lists.reading import YEAR, Reading
from core.lists.registry import get_list
from people.presentation.lists.year import Year
from people.presentation.recruiting import funnel_of, reasons_of
from people.presentation.renewals import renewals_of
from people.queries.recruiting import released_reasons
from people.views.listing.pages import address_of, lists_of
from programs.access import get_configurable_years_for
from programs.models import Cycle
from programs.queries.programs import meant_cycle

_MENTORS = "mentors"


@require_safe
def show_recruiting(request: SignedInRequest, slug: str) -> HttpResponse:
    """The way of a year's mentors from invited to ready, and why some declined."""
    program, years = get_configurable_years_for(request.user, slug)
    if program.is_peer:
        raise Http404
    cycle = meant_cycle(years, request.GET.get(YEAR))
    context: dict[str, Any] = {"program": program, "years": years, "cycle": cycle}
    if cycle is not None:
        context |= _recruiting(request, cycle, years)
    return render(request, "people/recruiting.html", context)


def _recruiting(request: SignedInRequest, cycle: Cycle, years: list[Cycle]) -> dict[str, Any]:
    year = Year(cycle, request.user, timezone.now(), tuple(years))
    query = QueryDict(mutable=True)
    query[YEAR] = "" if cycle == meant_cycle(years, None) else str(cycle.pk)
    definition = get_list(_MENTORS)
    if definition is None:
        raise LookupError(_MENTORS)
    reading: Reading[Year, Any] = Reading(definition, year, query)
    list_url = address_of(cycle.program.slug, _MENTORS)
    funnel = funnel_of(reading, list_url)
    reasons = reasons_of(*released_reasons(cycle), least=cycle.program.answers_before_ratings)
    return {
        "funnel": funnel,
        "reasons": reasons,
        "renewals": renewals_of(reading, list_url),
        "lists": lists_of(year),
        "reading": reading,
    }

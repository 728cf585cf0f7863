"""Program health: what a program that works has, and what this one lacks."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from programs.access import get_configurable_years_for
from programs.models import Program
from programs.policies import can_administer
from programs.presentation.health import Mark, health_of
from programs.presentation.health_trend import trend_of
from programs.queries.programs import meant_cycle


@require_safe
def show_health(request: SignedInRequest, slug: str) -> HttpResponse:
    """The checks in one year, each with its reason, its source and the page that mends it; then over the years."""
    program, years = get_configurable_years_for(request.user, slug)
    cycle = meant_cycle(years, request.GET.get("year"))
    context: dict[str, Any] = {"program": program, "cycle": cycle, "years": years}
    if cycle is not None:
        checks = health_of(program, cycle, years, administers=can_administer(request.user, program), now=timezone.now())
        compared = [each for each in years if each in [*years[:5], cycle]]
        context |= {
            "checks": checks,
            "good": sum(each.now is not None and each.now.mark == Mark.GOOD for each in checks),
            "compared": list(reversed(compared)),
            "trend": trend_of(checks, list(reversed(compared))),
            "blocking": sum(each.blocks for each in checks) if program.status == Program.Status.DRAFT else 0,
        }
    return render(request, "programs/health.html", context)

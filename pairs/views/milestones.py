"""How many pairs of a year have come to which milestone."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from pairs.models import Mentorship
from pairs.presentation.milestone_picture import milestone_picture
from programs.access import get_configurable_cycle_for


@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """Numbers alone: no pair, and nothing that it wrote."""
    cycle = get_configurable_cycle_for(request.user, pk)
    lasting = (*Mentorship.LIVE, Mentorship.State.COMPLETED)
    pairs = Mentorship.objects.formal().filter(cycle=cycle, state__in=lasting)
    context = {
        "cycle": cycle,
        "program": cycle.program,
        "years": cycle.program.cycles.order_by("planning_from"),
        "picture": milestone_picture(cycle, pairs),
    }
    return render(request, "pairs/milestones.html", context)

"""A step about many people, while the worker carries it out, and what has become of it."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from core.lists.left_out import summed_up
from programs.access import get_configurable_program_for
from programs.models import LongStep
from programs.services.long_steps import outcome_of, what_of


@require_safe
def follow_long_step(request: SignedInRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """How far it is; in the end what was done, and who was left out and why."""
    program = get_configurable_program_for(request.user, slug)
    step = get_object_or_404(LongStep, program=program, by=request.user, pk=pk)
    outcome = outcome_of(step)
    context = {
        "program": program,
        "step": step,
        "what": what_of(step),
        "outcome": outcome,
        "left_out": summed_up(outcome.left_out),
    }
    region = "#progress" if request.htmx else ""  # type: ignore[attr-defined]
    return render(request, f"programs/long_step.html{region}", context)

"""The small steps towards a goal."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from core.errors import DomainError
from core.refusals import refusals_beside
from pairs.access import get_goal_step_for, get_of_own_pair_for
from pairs.forms.goals import GoalStepForm
from pairs.models import Goal
from pairs.services.goal_steps import add_step, remove_step, tick_step
from pairs.views.goals import goal_page
from pairs.views.sections import GOALS, changed, refused


@require_POST
def add(request: SignedInRequest, pair: int, pk: UUID) -> HttpResponse:
    """Put a small step at the end of those of a goal."""
    goal = get_of_own_pair_for(request.user, Goal, pair=pair, pk=pk)
    form = GoalStepForm(request.POST)
    if form.is_valid():
        with refusals_beside(form):
            add_step(goal, fields=form.cleaned_data, now=timezone.now())
            messages.success(request, _("Step added."))
            return redirect("pairs:edit-goal", pair=pair, pk=pk)
    return goal_page(request, goal, step_form=form)


@require_POST
def settle(request: SignedInRequest, pair: int, pk: UUID) -> HttpResponse:
    """Say that a step is done or is not, or take it away; what is sent says which, so that twice is harmless."""
    step = get_goal_step_for(request.user, pair=pair, pk=pk)
    goal, done = step.goal, request.POST.get("done")
    if "remove" in request.POST:
        try:
            remove_step(step)
            messages.success(request, _("Step removed."))
        except DomainError as error:
            messages.error(request, error.message)
        return redirect("pairs:edit-goal", pair=pair, pk=goal.pk)
    if done not in ("yes", "no"):
        raise Http404
    try:
        tick_step(step, by=request.user, done=done == "yes", now=timezone.now())
    except DomainError as error:
        return refused(request, goal.mentorship, GOALS, error.message)
    said = _("Marked as done.") if done == "yes" else _("Marked as not done yet.")
    return changed(request, goal.mentorship, GOALS, said, opened=goal)

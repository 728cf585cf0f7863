"""The goals of two people: adding one, its page, how far it is, and what becomes of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest, posted
from core.errors import DomainError
from core.methods import form_page
from core.numbers import read_number
from core.refusals import refusals_beside, refusals_said
from core.revisions import stored_fields
from pairs.access import get_of_own_pair_for, get_own_mentorship_for
from pairs.forms.goals import GoalForm, GoalStepForm, ProgressForm
from pairs.models import Goal, Mentorship
from pairs.presentation.goals import GoalCard, suggestions_by_stage
from pairs.presentation.sections import of_pair
from pairs.queries.goals import goals_of, suggested_goals
from pairs.services import goals
from pairs.services.goals import FIELDS
from pairs.views.sections import GOALS, changed, refused, to_section


@form_page
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down a goal, or take one that the school suggests with one tap."""
    pair, now = get_own_mentorship_for(request.user, pk), timezone.now()
    suggested = suggested_goals(pair)
    if "suggestion" in request.POST:
        return _take(request, pair, suggested)
    form = GoalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            goals.add_goal(pair, fields=form.cleaned_data, now=now)
            messages.success(request, _("Goal added. You both see it."))
            return to_section(pair, GOALS)
    own = suggestions_by_stage(suggested, goals_of(pair))
    context = of_pair(pair, request.user) | {"cycle": pair.cycle, "form": form, "suggestions": own}
    return render(request, "pairs/add_goal.html", context, status=422 if form.errors else 200)


def _take(request: SignedInRequest, pair: Mentorship, suggested: list[Any]) -> HttpResponse:
    wanted = read_number(request.POST["suggestion"])
    found = next((one for one in suggested if one.pk == wanted), None)
    if found is None:
        raise Http404
    with refusals_said(request):
        goals.take_suggested_goal(pair, found, now=timezone.now())
        messages.success(request, _("Goal added. You both see it, and either of you can change its words."))
    return to_section(pair, GOALS)


@form_page
def edit(request: SignedInRequest, pair: int, pk: UUID) -> HttpResponse:
    """One goal: how far it is, its words, and what becomes of it."""
    goal = get_of_own_pair_for(request.user, Goal, pair=pair, pk=pk)
    form = GoalForm(posted(request), stored=stored_fields(goal, FIELDS))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            goals.change_goal(goal, fields=form.cleaned_data, began_from=form.began_from)
            messages.success(request, _("Goal saved."))
            return redirect("pairs:edit-goal", pair=pair, pk=pk)
    return goal_page(request, goal, form=form)


def goal_page(
    request: SignedInRequest,
    goal: Goal,
    *,
    form: GoalForm | None = None,
    step_form: GoalStepForm | None = None,
    progress_form: ProgressForm | None = None,
) -> HttpResponse:
    """The page of a goal, with a form that was posted where something is wrong in it."""
    pair = goal.mentorship
    forms = {
        "form": form or GoalForm(stored=stored_fields(goal, FIELDS)),
        "step_form": step_form or GoalStepForm(),
        "progress_form": progress_form or ProgressForm(),
    }
    context = (
        of_pair(pair, request.user) | forms | {"cycle": pair.cycle, "card": GoalCard(goal, list(goal.steps.all()))}
    )
    status = 422 if any(each.errors for each in forms.values()) else 200
    return render(request, "pairs/goal.html", context | {"goal": goal}, status=status)


@require_POST
def say(request: SignedInRequest, pair: int, pk: UUID) -> HttpResponse:
    """Keep what the mentee says of a goal."""
    goal = get_of_own_pair_for(request.user, Goal, pair=pair, pk=pk)
    form = ProgressForm(request.POST)
    if form.is_valid():
        with refusals_beside(form, field="said"):
            goals.say_progress(goal, by=request.user, text=form.cleaned_data["said"], day=_today(request))
            messages.success(request, _("Saved. It’s what you last said of this goal."))
            return redirect("pairs:edit-goal", pair=pair, pk=pk)
    return goal_page(request, goal, progress_form=form)


@require_POST
def settle(request: SignedInRequest, pair: int, pk: UUID) -> HttpResponse:
    """Say that the two talked about a goal, that it is achieved, let go or kept, or forget it."""
    goal = get_of_own_pair_for(request.user, Goal, pair=pair, pk=pk)
    step = request.POST.get("step", "")
    try:
        said = _settled(goal, step, request)
    except DomainError as error:
        return refused(request, goal.mentorship, GOALS, error.message)
    return changed(request, goal.mentorship, GOALS, said)


def _settled(goal: Goal, step: str, request: SignedInRequest) -> str:
    if step == "talked":
        goals.talk_about(goal, day=_today(request))
        return _("Noted that you talked about it.")
    if step == "remove":
        goals.remove_goal(goal)
        return _("Goal removed.")
    if step not in Goal.State:
        raise Http404
    goals.settle_goal(goal, state=Goal.State(step), day=_today(request))
    words = {
        Goal.State.ACHIEVED: _("Goal achieved. It’s in the log of what was reached."),
        Goal.State.LET_GO: _("Goal let go."),
        Goal.State.KEPT: _("The goal is back."),
    }
    return words[Goal.State(step)]


def _today(request: SignedInRequest) -> Any:
    return timezone.now().astimezone(request.user.zone).date()

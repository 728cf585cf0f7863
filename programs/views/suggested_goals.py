"""The goals that a school suggests, for its administrators."""

from copy import copy

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from programs.access import get_administered_school_for
from programs.forms.suggested_goals import SuggestedGoalForm
from programs.models import SuggestedGoal
from programs.services.suggested_goals import add_suggested_goal, change_suggested_goal, offer_suggested_goal


@form_page
def list_goals(request: SignedInRequest, school: str) -> HttpResponse:
    """What pairs are offered who look for a goal, and a form for one more."""
    place = get_administered_school_for(request.user, school)
    form = SuggestedGoalForm(posted(request), school=place)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form, field="name"):
            add_suggested_goal(place, fields=form.cleaned_data)
            messages.success(request, _("Goal added. Pairs see it when they look for one."))
            return redirect("programs:list-suggested-goals", school=school)
    context = {"school": place, "goals": place.suggested_goals.select_related("specialty"), "form": form}
    return render(request, "programs/suggested_goals.html", context, status=422 if form.errors else 200)


def _goal_for(request: SignedInRequest, school: str, pk: int) -> SuggestedGoal:
    place = get_administered_school_for(request.user, school)
    return get_object_or_404(SuggestedGoal.objects.select_related("institution"), pk=pk, institution=place)


@form_page
def edit_goal(request: SignedInRequest, school: str, pk: int) -> HttpResponse:
    """How one goal is said, for whom it is, and whether it is suggested."""
    goal = _goal_for(request, school, pk)
    # The form writes into its instance; the page shows what is stored.
    form = SuggestedGoalForm(posted(request), school=goal.institution, instance=copy(goal))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form, field="name"):
            change_suggested_goal(goal, fields=form.cleaned_data, began_from=form.began_from)
            messages.success(request, _("Goal saved. Pairs who have taken it keep the words they took."))
            return redirect("programs:list-suggested-goals", school=school)
    context = {"school": goal.institution, "goal": goal, "form": form}
    return render(request, "programs/suggested_goal.html", context, status=422 if form.errors else 200)


@require_POST
def offer_goal(request: SignedInRequest, school: str, pk: int) -> HttpResponse:
    """Suggest a goal no longer, or again."""
    goal = _goal_for(request, school, pk)
    offered = request.POST.get("offered")
    if offered not in ("yes", "no"):
        raise Http404
    offer_suggested_goal(goal, offered=offered == "yes", now=timezone.now())
    messages.success(
        request, _("The goal is suggested again.") if offered == "yes" else _("The goal isn’t suggested any more.")
    )
    return redirect("programs:edit-suggested-goal", school=school, pk=pk)

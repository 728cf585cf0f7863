"""The coordinator's rounds: the list, the form, and the page of one round."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest, posted
from core.errors import DomainError
from core.methods import form_page
from core.paging import page_of
from core.refusals import refusals_beside
from core.revisions import stored_fields
from matching.access import get_round_for
from matching.forms.rounds import RoundForm
from matching.models import MatchRound, possible_strategies
from matching.presentation.demand import demand_of
from matching.presentation.promises import promises_of
from matching.queries.keeping import years_to_keep
from matching.queries.rounds import cycles_without_round, departments_of, rounds_of, rounds_of_school, turnout
from matching.services.rounds import check_editable, check_new_round, create_round, edit_round
from matching.views.round_page import back_to_round, render_round
from programs.access import get_administered_school_for, get_coordinated_program_for


@require_safe
def list_rounds(request: SignedInRequest, slug: str) -> HttpResponse:
    """Every round of a program, and where the next one can begin."""
    program = get_coordinated_program_for(request.user, slug)
    if program.is_rolling:
        return redirect("matching:list-program-requests", slug=slug)
    if program.is_peer:
        return redirect("matching:list-groups", slug=slug)
    cycles = list(cycles_without_round(program))
    context = {"program": program, "rounds": rounds_of(program), "can_create": bool(cycles)}
    with timezone.override(program.institution.zone):
        return render(request, "matching/rounds.html", context)


@require_safe
def list_school_rounds(request: SignedInRequest, school: str) -> HttpResponse:
    """Every round of every program, to read, for the school's administrators."""
    place = get_administered_school_for(request.user, school)
    context = {"school": place, "page": page_of(request, rounds_of_school(place))}
    return render(request, "matching/school_rounds.html", context)


@form_page
def create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Make the draft of a main round."""
    program = get_coordinated_program_for(request.user, slug)
    cycles = cycles_without_round(program)
    if not cycles:
        messages.info(request, _("Every cycle has an unfinished round or isn’t enrolling yet."))
        return redirect("matching:list-rounds", slug=slug)
    newest = cycles[0]
    initial = {"name": _("Main round"), "opens_at": newest.ranking_opens_at, "closes_at": newest.ranking_closes_at}
    with timezone.override(program.institution.zone):
        years = list(years_to_keep(newest))
        methods = possible_strategies(program)
        form = RoundForm(posted(request), initial=initial, cycles=cycles, years=years, methods=methods)
        context = {"program": program, "promises": promises_of(program)}
        return _save(
            request, form, context, lambda: create_round(cycle=form.cleaned_data["cycle"], **form.round_settings)
        )


@form_page
def create_supplement(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make the draft of a supplementary round for those whom the parent left without a mentor."""
    parent = get_round_for(request.user, pk)
    if reason := _refused(request, partial(check_new_round, parent.cycle, parent=parent)):
        return back_to_round(request, parent, reason)
    with timezone.override(parent.cycle.program.institution.zone):
        form = RoundForm(
            posted(request),
            initial={"name": _("Supplementary round"), "announced_method": parent.announced_method},
            methods=possible_strategies(parent.cycle.program),
        )
        program = parent.cycle.program
        context = {"program": program, "cycle": parent.cycle, "parent": parent, "promises": promises_of(program)}
        return _save(
            request, form, context, lambda: create_round(cycle=parent.cycle, parent=parent, **form.round_settings)
        )


@form_page
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change the name and the dates of a round whose lists are not closed."""
    match_round = get_round_for(request.user, pk)
    if reason := _refused(request, partial(check_editable, match_round)):
        return back_to_round(request, match_round, reason)
    departments = departments_of(match_round.cycle)
    methods = possible_strategies(match_round.cycle.program) if match_round.state == MatchRound.State.DRAFT else ()
    years = list(years_to_keep(match_round.cycle)) if match_round.state == MatchRound.State.DRAFT else []
    names = ["name", "opens_at", "closes_at", "department_limits"]
    names += ["announced_method"] * (len(methods) > 1) + ["kept_year"] * bool(years)
    stored = stored_fields(match_round, names)
    with timezone.override(match_round.cycle.program.institution.zone):
        form = RoundForm(posted(request), stored=stored, departments=departments, methods=methods, years=years)
        program = match_round.cycle.program
        promises = promises_of(program)
        context = {"program": program, "cycle": match_round.cycle, "round": match_round, "promises": promises}
        return _save(request, form, context, partial(_edit, match_round, form))


def _edit(match_round: MatchRound, form: RoundForm) -> MatchRound:
    return edit_round(
        match_round,
        **form.round_settings,
        department_limits=form.department_limits,
        now=timezone.now(),
        began_from=form.began_from,
    )


def _refused(request: SignedInRequest, check: Callable[[], None]) -> str:
    """Why a form is not shown, for a step that cannot be taken. What is posted, the step itself refuses."""
    if request.method == "POST":
        return ""
    try:
        check()
    except DomainError as refusal:
        return refusal.message
    return ""


def _save(
    request: SignedInRequest, form: RoundForm, context: dict[str, Any], write: Callable[[], MatchRound]
) -> HttpResponse:
    """Have a valid form written and show the round; otherwise show the form."""
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            return redirect("matching:show-round", pk=write().pk)
    status = 422 if form.errors else 200
    return render(request, "matching/round_form.html", context | {"form": form}, status=status)


@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """The page of a round, by its state; under htmx only the progress of its run."""
    match_round = get_round_for(request.user, pk)
    return render_round(request, match_round)


@require_safe
def show_demand(request: SignedInRequest, pk: int) -> HttpResponse:
    """Demand and places before the lists close: counts, and nobody's list."""
    user = request.user
    match_round = get_round_for(user, pk)
    if match_round.state not in MatchRound.LISTS_CHANGE:
        return back_to_round(request, match_round, _("Demand is counted until lists close."))
    day = match_round.cycle.local_day(timezone.now())
    few = request.GET.get("show") == "few"
    context = {
        "round": match_round,
        "cycle": match_round.cycle,
        "program": match_round.cycle.program,
        "few": few,
        "demand": demand_of(match_round, reader=user, day=day, few=few),
        "turnout": turnout(match_round, day=day),
    }
    return render(request, "matching/demand.html", context)

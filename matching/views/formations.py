"""Forming groups: the program's groups, and the page of a formation, by its state."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.errors import DomainError
from core.numbers import read_number
from core.paging import page_of
from core.refusals import refusals_beside, refusals_said
from core.revisions import revision_of, stored_fields
from matching.access import get_formation_for, get_formation_pair_for, get_formation_person_for
from matching.forms.formation_files import InstanceFileForm
from matching.forms.formations import FormationForm, PairWishForm, PeersForm
from matching.models import Formation
from matching.policies import can_download_groups
from matching.presentation.group_figures import (
    figures_of,
    forecast_of_peers_text,
    forecast_text,
    progress_text,
    times_said_text,
)
from matching.queries.formations import (
    cycles_without_formation,
    forecast_of,
    formations_of,
    gone_from,
    groups_in,
    has_groups,
    people_of_formation,
    professions_of,
    stored_places,
    times_said,
    unready_to_lead,
)
from matching.queries.seating import Seating
from matching.services import formations
from matching.services.formation_changes import take_out_gone
from matching.services.formation_input import obstacle
from matching.services.formation_publishing import publish_groups
from matching.tasks import start_forming
from matching.views.round_page import progress_part, reload_page
from programs.access import get_coordinated_program_for

State = Formation.State
Context = dict[str, Any]
STEPS = (State.DRAFT, State.FORMING, State.PROPOSED, State.PUBLISHED)
_CARDS = 24


@require_safe
def list_groups(request: SignedInRequest, slug: str) -> HttpResponse:
    """The groups of a program, those that are being formed, and where others can be."""
    program = get_coordinated_program_for(request.user, slug)
    context = {
        "program": program,
        "page": page_of(request, groups_in(program), per_page=_CARDS),
        "formations": formations_of(program),
        "cycles": cycles_without_formation(program) if has_groups(program) else [],
        "has_groups": has_groups(program),
    }
    with timezone.override(program.institution.zone):
        return render(request, "matching/groups.html", context)


@require_POST
def create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Make a draft for a year of the program."""
    program = get_coordinated_program_for(request.user, slug)
    cycle = program.cycles.filter(pk=read_number(request.POST.get("cycle")) or 0).first()
    if cycle is None:
        raise Http404
    with refusals_said(request):
        formations.create_formation(cycle=cycle, by=request.user, now=timezone.now())
    live = cycle.formations.filter(state__in=Formation.LIVE).first()
    return redirect("matching:show-formation", pk=live.pk) if live else redirect("matching:list-groups", slug=slug)


@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """The page of a formation; under htmx only how far the engine is."""
    return render_formation(request, get_formation_for(request.user, pk))


def render_formation(
    request: SignedInRequest, formation: Formation, *, status: int = 200, refusal: str = "", **forms: Any
) -> HttpResponse:
    """Show the formation, with the reason when a step was refused."""
    part = progress_part(request)
    if part and formation.state != State.FORMING:
        return reload_page()
    with timezone.override(formation.cycle.program.institution.zone):
        context = (
            _frame(formation) | {"refusal": refusal} | _CONTEXTS[State(formation.state)](request, formation, forms)
        )
        return render(request, f"matching/formation_{formation.state}.html{part}", context | forms, status=status)


def _frame(formation: Formation) -> Context:
    reached = STEPS.index(State(formation.state)) if formation.state in STEPS else -1
    return {
        "formation": formation,
        "cycle": formation.cycle,
        "program": formation.cycle.program,
        "steps": [(state.label, at < reached, at == reached) for at, state in enumerate(STEPS)],
    }


def _draft(_request: SignedInRequest, formation: Formation, forms: Context) -> Context:
    form = forms.get("form") or _settings_form(formation)
    forecast = forecast_of(formation, form.professions)
    return {
        "form": form,
        "pair_form": PairWishForm(formation=formation),
        "file_form": InstanceFileForm(),
        "pairs": formation.pairs.select_related("one", "other"),
        "rules": formation.cycle.program.mentoring_rule_list,
        "left_out": formation.left_out.count(),
        "times_text": times_said_text(*times_said(formation)),
        "forecast_text": forecast_of_peers_text(forecast) if formation.is_of_peers else forecast_text(forecast),
        "unready": list(unready_to_lead(formation, day=formation.cycle.local_day(timezone.now()))),
        "obstacle": "" if forecast.count else obstacle(formation, forecast),
    }


def _settings_form(formation: Formation, data: Any = None) -> FormationForm:
    professions = professions_of(formation, day=formation.cycle.local_day(timezone.now()))
    form = PeersForm if formation.is_of_peers else FormationForm
    return form(data, stored=stored_fields(formation, formations.SETTINGS), professions=professions)


def _forming(_request: SignedInRequest, formation: Formation, _forms: Context) -> Context:
    return {"progress_text": progress_text(formation)}


def _proposed(request: SignedInRequest, formation: Formation, _forms: Context) -> Context:
    seating = Seating(formation)
    figures = figures_of(seating)
    return {
        "figures": figures,
        "cards": page_of(request, figures.cards, per_page=_CARDS),
        "people": len(seating.members),
        "gone": gone_from(formation, seating.members, day=formation.cycle.local_day(timezone.now())),
        "changes": formation.changes.select_related("person", "partner", "made_by"),
        "revision": revision_of(stored_places(seating.members)),
        "held_back": not can_download_groups(request.user, formation),
    }


def _published(request: SignedInRequest, formation: Formation, _forms: Context) -> Context:
    figures = figures_of(Seating(formation))
    return {
        "figures": figures,
        "cards": page_of(request, figures.cards, per_page=_CARDS),
        "changes": formation.changes.select_related("person", "partner", "made_by"),
        "held_back": not can_download_groups(request.user, formation),
    }


def _discarded(_request: SignedInRequest, _formation: Formation, _forms: Context) -> Context:
    return {}


_CONTEXTS: dict[State, Callable[[SignedInRequest, Formation, Context], Context]] = {
    State.DRAFT: _draft,
    State.FORMING: _forming,
    State.PROPOSED: _proposed,
    State.PUBLISHED: _published,
    State.DISCARDED: _discarded,
}


@require_POST
def change_settings(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep sizes, mentors and wishes; the other button forms the groups at once."""
    formation = get_formation_for(request.user, pk)
    form = _settings_form(formation, request.POST)
    if form.is_valid():
        with refusals_beside(form):
            formation = formations.change_settings(formation, settings=form.settings, began_from=form.began_from)
            if "form" in request.POST:
                formations.begin_forming(formation, now=timezone.now())
                start_forming(formation.pk)
            else:
                messages.success(request, _("Settings saved."))
            return redirect("matching:show-formation", pk=pk)
    formation.refresh_from_db()
    if formation.state != State.DRAFT:
        messages.error(request, _("Someone has formed these groups meanwhile. Nothing was saved."))
        return redirect("matching:show-formation", pk=pk)
    return render_formation(request, formation, status=422, form=form)


@require_POST
def begin(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a worker form the groups; for those that are being formed, wake a worker again."""
    formation = get_formation_for(request.user, pk)

    def step() -> None:
        formations.begin_forming(formation, now=timezone.now())
        start_forming(formation.pk)

    return _step(request, formation, step)


def _step(request: SignedInRequest, formation: Formation, step: Callable[[], object]) -> HttpResponse:
    """Take the step and show the formation; when it is refused, show it with the reason."""
    try:
        step()
    except DomainError as refusal:
        formation.refresh_from_db()
        return render_formation(request, formation, status=409, refusal=refusal.message)
    return redirect("matching:show-formation", pk=formation.pk)


@require_POST
def go_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop forming, or throw the proposed groups away, and show the settings."""
    formation = get_formation_for(request.user, pk)
    return _step(request, formation, lambda: formations.back_to_settings(formation))


@require_POST
def discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the formation up."""
    formation = get_formation_for(request.user, pk)
    return _step(request, formation, lambda: formations.discard(formation))


@require_POST
def take_out(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take those out of the groups who have left since."""
    formation = get_formation_for(request.user, pk)
    return _step(request, formation, lambda: take_out_gone(formation, by=request.user, now=timezone.now()))


@require_POST
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make the groups and tell their members."""
    formation = get_formation_for(request.user, pk)

    def step() -> None:
        publish_groups(formation, by=request.user, revision=request.POST.get("revision", ""), now=timezone.now())
        messages.success(request, _("Published. Everyone in the groups will be told."))

    return _step(request, formation, step)


@require_safe
def list_people(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everybody who could be in the groups, to be left out or put back."""
    formation = get_formation_for(request.user, pk)
    search = request.GET.get("q", "")[:100]
    context = {"search": search, "page": page_of(request, people_of_formation(formation, search=search))}
    return render(request, "matching/formation_people.html", _frame(formation) | context)


@require_POST
def leave_out(request: SignedInRequest, pk: int, person_pk: int) -> HttpResponse:
    """Form the groups without somebody, or with them again."""
    formation = get_formation_for(request.user, pk)
    person = get_formation_person_for(formation, person_pk)
    with refusals_said(request):
        formations.leave_out(formation, person=person, out=request.POST.get("out") == "yes")
    return redirect("matching:list-formation-people", pk=pk)


@require_POST
def wish_pair(request: SignedInRequest, pk: int) -> HttpResponse:
    """Have two people together, or apart."""
    formation = get_formation_for(request.user, pk)
    form = PairWishForm(request.POST, formation=formation)
    if form.is_valid():
        data = form.cleaned_data
        with refusals_beside(form):
            formations.wish_pair(formation, people=(data["one"], data["other"]), together=form.together)
            return redirect("matching:show-formation", pk=pk)
    if formation.state != State.DRAFT:
        return redirect("matching:show-formation", pk=pk)
    return render_formation(request, formation, status=422, pair_form=form)


@require_POST
def drop_pair(request: SignedInRequest, pk: int, pair_pk: int) -> HttpResponse:
    """Forget what was wished of two people."""
    pair = get_formation_pair_for(get_formation_for(request.user, pk), pair_pk)
    with refusals_said(request):
        formations.drop_pair(pair)
    return redirect("matching:show-formation", pk=pk)

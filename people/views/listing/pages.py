"""The lists of a year: one page for all of them, with what the reader keeps of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.lists.definition import ListDefinition
from core.lists.reading import YEAR, Reading
from core.lists.registry import all_lists, get_list
from core.lists.showing import show
from core.refusals import refusals_beside
from people.forms.saved_views import SaveViewForm
from people.presentation.lists.views_of_list import views_of
from people.presentation.lists.year import Year
from people.queries.saved_views import saved_views
from people.services.saved_views import delete_view, save_view
from programs.access import get_configurable_program_for, get_configurable_years_for
from programs.models import Cycle
from programs.queries.programs import meant_cycle

# What a form of the page sends beside its fields: its answer is the short address of the same.
_SET = "set"
_PEERS = "peers"


@require_safe
def list_people(request: SignedInRequest, slug: str) -> HttpResponse:
    """Lead to the mentees, the mentors or the peers, with search and filters."""
    program = get_configurable_program_for(request.user, slug)
    query = request.GET.copy()
    [role] = query.pop("role", ["mentee"])[:1]
    name = _PEERS if program.is_peer else "mentors" if role == "mentor" else "mentees"
    return redirect(address_of(slug, name, query.urlencode()))


def address_of(slug: str, name: str, query: str = "") -> str:
    """Return the address of a list, with a query string."""
    address = reverse("people:show-list", args=[slug, name])
    return f"{address}?{query}" if query else address


@require_safe
def show_list(request: SignedInRequest, slug: str, name: str) -> HttpResponse:
    """One list of a year."""
    program, cycles = get_configurable_years_for(request.user, slug)
    if program.is_peer and name in ("mentees", "mentors"):
        return redirect(address_of(slug, _PEERS))
    reading = reading_for(request, cycles, name)
    if reading is None:
        return render(request, "people/list_without_year.html", {"program": program, "title": _("People")})
    if _SET in request.GET:
        return redirect(address_of(slug, name, reading.query()))
    return list_page(request, reading, SaveViewForm())


def reading_for(request: SignedInRequest, cycles: list[Cycle], name: str) -> Reading[Year, Any] | None:
    """Return the list as the address asks for it, of one of the program’s years; None where there is none.

    Raises:
        Http404: there is no such list.
        PermissionDenied: its rows are not the reader's business.
    """
    definition = get_list(name)
    if definition is None:
        raise Http404
    cycle = meant_cycle(cycles, request.GET.get(YEAR))
    if cycle is None:
        return None
    year = Year(cycle, request.user, timezone.now(), tuple(cycles))
    if not definition.allowed(year):
        raise PermissionDenied
    query = request.GET.copy()
    query[YEAR] = "" if cycle == meant_cycle(cycles, None) else str(cycle.pk)
    return Reading(definition, year, query)


def list_page(request: SignedInRequest, reading: Reading[Year, Any], form: SaveViewForm) -> HttpResponse:
    """Render the list."""
    year = reading.scope
    kept = list(saved_views(year.program, reading.definition.name, request.user))
    views = views_of(reading, kept)
    with timezone.override(year.program.institution.zone):
        shown = show(request, reading, number=views.number)
        context = {
            "program": year.program,
            "cycle": year.cycle,
            "years": year.cycles,
            "lists": lists_of(year),
            "definition": reading.definition,
            "reading": reading,
            "list": shown,
            "views": views,
            "form": form,
            "can_write": reading.definition.people is not None,
            "note": reading.definition.note(year),
            "empty_url": reading.definition.empty.url(year),
        }
        return render(request, "people/list.html", context, status=422 if form.errors else 200)


def lists_of(year: Year) -> list[ListDefinition[Year, Any]]:
    """The lists that the reader may see."""
    return [each for each in all_lists() if each.allowed(year)]


@require_POST
def keep_view(request: SignedInRequest, slug: str, name: str) -> HttpResponse:
    """Keep the list as it is shown, under a name."""
    program, cycles = get_configurable_years_for(request.user, slug)
    reading = reading_for(request, cycles, name)
    if reading is None:
        raise Http404
    form = SaveViewForm(request.POST)
    if form.is_valid():
        query = reading.query(without_year=True)
        with refusals_beside(form):
            view = save_view(program, owner=request.user, list_name=name, name=form.cleaned_data["name"], query=query)
            messages.success(request, _("View “%(name)s” saved. Only you see it.") % {"name": view.name})
            return redirect(address_of(slug, name, reading.query()))
    return list_page(request, reading, form)


@require_POST
def forget_view(request: SignedInRequest, slug: str, name: str, pk: int) -> HttpResponse:
    """Delete a view that the reader keeps."""
    program = get_configurable_program_for(request.user, slug)
    view = get_object_or_404(saved_views(program, name, request.user), pk=pk)
    delete_view(view)
    messages.success(request, _("View “%(name)s” deleted. The list is as it was.") % {"name": view.name})
    return redirect(address_of(slug, name))

"""A roster whose columns need an answer: what they mean, what is in it, and importing it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from core.errors import DomainError
from core.methods import form_page
from core.tables.mapped import table_of
from core.tables.opening import OpenedFile
from pairs.forms.conflicts import RosterForm
from pairs.forms.rosters import RosterColumnsForm
from pairs.imports.rosters import LAYOUT, STRANGERS, Roster, check_roster
from pairs.services import conflicts
from people.services.pending_imports import forget_file
from people.views.import_place import ImportPlace
from programs.access import get_coordinated_program_for
from programs.models import Program


@form_page
def roster_columns(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """Say what the columns of a waiting roster mean, and how its dates are written."""
    return roster_place(get_coordinated_program_for(request.user, slug)).ask_columns(request, token)


@form_page
def confirm_roster(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """What a waiting roster says; a post imports it, when every row is good."""
    program = get_coordinated_program_for(request.user, slug)
    place = roster_place(program)
    pending = place.waiting(request, token)
    if pending is None:
        return place.gone(request)
    try:
        file = place.opened(pending)
        roster = None if file.faults() else _read(file, program)
    except DomainError as error:
        return place.start_page(request, RosterForm(), refusal=error.message)
    if roster is None:
        return redirect(place.columns, slug=slug, token=token)
    if request.method == "POST" and not roster.problems:
        new = conflicts.import_roster(program, rows=roster.rows, by=request.user, now=timezone.now())
        messages.success(request, what_was_imported(new, roster))
        forget_file(pending)
        return redirect("pairs:list-conflicts", slug=slug)
    context: dict[str, Any] = {
        "program": program,
        "pending": pending,
        "file": file,
        "roster": roster,
        "columns_url": place.address(place.columns, pending.pk),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "pairs/confirm_roster.html", context, status=status)


@require_POST
def cancel_roster(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """Delete a waiting roster."""
    return roster_place(get_coordinated_program_for(request.user, slug)).cancel(request, token)


def roster_place(program: Program) -> ImportPlace:
    """Return the pages on which rosters come in."""
    return ImportPlace(
        kind="roster",
        program=program,
        layout=LAYOUT,
        form=RosterColumnsForm,
        start="pairs:import-conflicts",
        columns="pairs:roster-columns",
        confirm="pairs:confirm-roster",
        args=(program.slug,),
        start_template="pairs/conflict_import.html",
        columns_template="pairs/roster_columns.html",
        context={"columns": [column for column in LAYOUT.columns if column.help]},
    )


def what_was_imported(new: int, roster: Roster) -> str:
    """Return in a sentence what an import has added."""
    text = ngettext("%(n)s conflict added.", "%(n)s conflicts added.", new) % {"n": new}
    if known := len(roster.rows) - new:
        text += " " + ngettext("%(n)s was already there.", "%(n)s were already there.", known) % {"n": known}
    if roster.left_out:
        left_out = ngettext("%(n)s row was skipped.", "%(n)s rows were skipped.", roster.left_out)
        text += " " + left_out % {"n": roster.left_out}
    return text


def _read(file: OpenedFile, program: Program) -> Roster:
    table = table_of(file.sheet, file.mapping, file.layout)
    skip = file.mapping.same.get(STRANGERS) == "skip"
    return check_roster(table, institution=program.institution, leave_out_unknown=skip)

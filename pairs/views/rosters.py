"""A roster that waits: what its columns mean, what each row says, and importing the good rows."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.errors import DomainError
from core.methods import form_page
from core.paging import page_of
from core.revisions import revision_of
from core.tables.mapped import table_of
from core.tables.opening import OpenedFile
from pairs.forms.conflicts import RosterForm
from pairs.forms.rosters import RosterColumnsForm
from pairs.imports.roster_columns import LAYOUT, STRANGERS
from pairs.imports.rosters import Kind, Roster, check_roster, skips_strangers
from pairs.services.rosters import import_roster
from people.imports.asking import questions_of, with_names
from people.models import PendingImport
from people.presentation.import_columns import told_of
from people.services.pending_imports import forget_file, keep_mapping
from people.views.import_place import ImportPlace, kind_shown, not_yet_meant
from programs.access import get_coordinated_program_for
from programs.models import Program

_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class _Read:
    opened: OpenedFile
    roster: Roster


@form_page
def roster_columns(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """Say what the columns of a waiting roster mean, and how its dates are written."""
    return roster_place(get_coordinated_program_for(request.user, slug)).ask_columns(request, token)


@form_page
def confirm_roster(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """What each row of a waiting roster would do; a post imports the good ones, while they are those of its page."""
    program = get_coordinated_program_for(request.user, slug)
    place = roster_place(program)
    pending = place.waiting(request, token)
    if pending is None:
        return place.gone(request)
    try:
        read = _read(place, pending)
    except DomainError as error:
        return place.start_page(request, RosterForm(), refusal=error.message)
    if read is None:
        return redirect(place.columns, slug=slug, token=token)
    context = _context(request, place, pending, read)
    if request.method != "POST":
        return render(request, "pairs/confirm_roster.html", context)
    if against := not_yet_meant(request, context):
        return render(request, "pairs/confirm_roster.html", context | against, status=422)
    new = import_roster(program, rows=read.roster.good, by=request.user, now=timezone.now())
    messages.success(request, what_was_imported(new, read.roster))
    if context["waiting"]:
        return redirect(place.confirm, slug=slug, token=token)
    forget_file(pending)
    return redirect("pairs:list-conflicts", slug=slug)


@require_POST
def settle_roster(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """Say who is meant by a name."""
    place = roster_place(get_coordinated_program_for(request.user, slug))
    pending = place.waiting(request, token)
    if pending is None:
        return place.gone(request)
    try:
        read = _read(place, pending)
    except DomainError as error:
        return place.start_page(request, RosterForm(), refusal=error.message)
    if read is not None:
        keep_mapping(pending, with_names(read.opened.mapping, read.roster.names, request.POST))
    return redirect(place.confirm, slug=slug, token=token)


@require_POST
def cancel_roster(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """Delete a waiting roster."""
    return roster_place(get_coordinated_program_for(request.user, slug)).cancel(request, token)


@require_safe
def download_roster_mapping(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """What was said of a waiting roster, for the command line."""
    return roster_place(get_coordinated_program_for(request.user, slug)).mapping(request, token)


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


def keep_for_later(
    request: SignedInRequest, place: ImportPlace, content: bytes, name: str, *, skip_strangers: bool
) -> PendingImport:
    """Keep a roster some of whose rows need attention, with what was said of strangers."""
    pending = place.keep(request, content, name)
    if skip_strangers:
        mapping = place.opened(pending).mapping
        keep_mapping(pending, replace(mapping, same={**mapping.same, STRANGERS: "skip"}))
    return pending


def what_was_imported(new: int, roster: Roster) -> str:
    """Return in a sentence what an import has added."""
    text = ngettext("%(n)s conflict added.", "%(n)s conflicts added.", new) % {"n": new}
    if known := len(roster.good) - new:
        text += " " + ngettext("%(n)s was already there.", "%(n)s were already there.", known) % {"n": known}
    if left_out := roster.counts[Kind.LEFT_OUT]:
        text += " " + ngettext("%(n)s row was skipped.", "%(n)s rows were skipped.", left_out) % {"n": left_out}
    return text


def _read(place: ImportPlace, pending: PendingImport) -> _Read | None:
    """What a waiting roster says; None while its columns are not clear."""
    file = place.opened(pending)
    if file.faults():
        return None
    table = table_of(file.sheet, file.mapping, file.layout)
    said = file.mapping
    return _Read(
        file, check_roster(table, program=place.program, leave_out_unknown=skips_strangers(said), mapping=said)
    )


def _context(request: SignedInRequest, place: ImportPlace, pending: PendingImport, read: _Read) -> dict[str, Any]:
    roster = read.roster
    counts = roster.counts
    kind = kind_shown(request, Kind, counts, usual=Kind.NEW)
    return {
        **place.context,
        "program": place.program,
        "pending": pending,
        "file": read.opened,
        "told": told_of(read.opened),
        "kind": kind,
        "tally": [(each, counts[each]) for each in Kind if counts[each] or each in (Kind.NEW, Kind.ATTENTION)],
        "page": page_of(request, roster.of(kind), per_page=_PER_PAGE),
        "questions": questions_of(roster.names),
        "unknown": len(roster.names),
        "waiting": counts[Kind.ATTENTION],
        "ready": counts[Kind.NEW] + counts[Kind.CHANGED],
        "rows": len(roster.rows),
        "columns_url": place.address(place.columns, pending.pk),
        "revision": revision_of({each.value: [row.row for row in roster.of(each)] for each in Kind}),
    }

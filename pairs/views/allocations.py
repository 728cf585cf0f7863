"""Bringing in pairs that were made elsewhere: file, columns, what would happen, import."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.body_limit import takes_files
from core.errors import DomainError
from core.methods import form_page
from core.paging import page_of
from core.revisions import revision_of
from core.tables.mapped import table_of
from core.tables.opening import OpenedFile
from pairs.forms.allocations import AllocationColumnsForm
from pairs.imports.allocations import ALLOCATION, Allocation, Kind, check_allocation
from pairs.services.allocations import MadePairs, import_allocation
from people.forms.participation import ImportForm
from people.imports.asking import questions_of, with_names
from people.models import PendingImport
from people.presentation.import_columns import told_of
from people.services.pending_imports import forget_file, keep_mapping
from people.views.import_place import ImportPlace, kind_shown, not_yet_meant
from programs.access import get_coordinated_program_for
from programs.models import Cycle
from programs.queries.programs import intake_cycle

_PER_PAGE, _NAMED = 50, 3


@dataclass(frozen=True, slots=True)
class _Read:
    opened: OpenedFile
    allocation: Allocation


@takes_files
@form_page
def import_pairs(request: SignedInRequest, slug: str) -> HttpResponse:
    """Choose a file of pairs."""
    place = _place(request, slug)
    if request.method == "POST" and _cycle(place) is None:
        return place.start_page(request, ImportForm(), refusal=_("Pairs are made in a year. Plan one first."))
    return place.choose(request)


@form_page
def pair_columns(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """Say what the columns of a waiting file mean."""
    return _place(request, slug).ask_columns(request, token)


@form_page
def confirm_pairs(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """Which pairs the file would make; a post makes them, when they are still those of its page."""
    place, now = _place(request, slug), timezone.now()
    pending, cycle = place.waiting(request, token), _cycle(place)
    if pending is None or cycle is None:
        return place.gone(request)
    try:
        read = _read(request, place, pending, cycle, now)
    except DomainError as error:
        return place.start_page(request, ImportForm(), refusal=error.message)
    if read is None:
        return redirect(place.columns, slug=slug, token=token)
    context = _context(request, place, pending, read)
    if request.method != "POST":
        return render(request, "pairs/confirm_pairs.html", context)
    if against := not_yet_meant(request, context):
        return render(request, "pairs/confirm_pairs.html", context | against, status=422)
    reason = _("From the file %(name)s.") % {"name": pending.file_name}
    done = import_allocation(cycle, rows=read.allocation.ready, by=request.user, reason=reason, now=now)
    _say(request, done)
    if context["waiting"] or done.refused:
        return redirect(place.confirm, slug=slug, token=token)
    forget_file(pending)
    return redirect("people:list-people", slug=slug)


@require_POST
def settle_pairs(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """Say who is meant by a name."""
    place, now = _place(request, slug), timezone.now()
    pending, cycle = place.waiting(request, token), _cycle(place)
    if pending is None or cycle is None:
        return place.gone(request)
    try:
        read = _read(request, place, pending, cycle, now)
    except DomainError as error:
        return place.start_page(request, ImportForm(), refusal=error.message)
    if read is not None:
        keep_mapping(pending, with_names(read.opened.mapping, read.allocation.names, request.POST))
    return redirect(place.confirm, slug=slug, token=token)


@require_safe
def download_pair_mapping(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """What was said of a waiting file, for the command line."""
    return _place(request, slug).mapping(request, token)


@require_POST
def cancel_pairs(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """Delete an uploaded file of pairs."""
    return _place(request, slug).cancel(request, token)


def _place(request: SignedInRequest, slug: str) -> ImportPlace:
    program = get_coordinated_program_for(request.user, slug)
    return ImportPlace(
        kind="pairs",
        program=program,
        layout=ALLOCATION,
        form=AllocationColumnsForm,
        start="pairs:import-pairs",
        columns="pairs:pair-columns",
        confirm="pairs:confirm-pairs",
        args=(slug,),
        start_template="pairs/import_pairs.html",
        columns_template="pairs/pair_columns.html",
        context={"cycle": intake_cycle(program)},
    )


def _cycle(place: ImportPlace) -> Cycle | None:
    cycle = place.context["cycle"]
    return cycle if isinstance(cycle, Cycle) else None


def _read(
    request: SignedInRequest, place: ImportPlace, pending: PendingImport, cycle: Cycle, now: datetime
) -> _Read | None:
    """What a waiting file says; None while its columns are not clear."""
    file = place.opened(pending)
    if file.faults():
        return None
    table = table_of(file.sheet, file.mapping, file.layout)
    return _Read(file, check_allocation(table, cycle=cycle, by=request.user, mapping=file.mapping, now=now))


def _context(request: SignedInRequest, place: ImportPlace, pending: PendingImport, read: _Read) -> dict[str, Any]:
    allocation = read.allocation
    counts = allocation.counts
    kind = kind_shown(request, Kind, counts, usual=Kind.NEW)
    return {
        **place.context,
        "program": place.program,
        "pending": pending,
        "file": read.opened,
        "told": told_of(read.opened),
        "kind": kind,
        "tally": [(each, counts[each]) for each in Kind if counts[each] or each in (Kind.NEW, Kind.ATTENTION)],
        "page": page_of(request, allocation.of(kind), per_page=_PER_PAGE),
        "questions": questions_of(allocation.names),
        "unknown": len(allocation.names),
        "waiting": counts[Kind.ATTENTION],
        "ready": counts[Kind.NEW],
        "rows": len(allocation.rows),
        "columns_url": place.address(place.columns, pending.pk),
        "revision": revision_of({each.value: [row.row for row in allocation.of(each)] for each in Kind}),
    }


def _say(request: SignedInRequest, done: MadePairs) -> None:
    made = ngettext("%(n)d pair made. Both will get an email.", "%(n)d pairs made. All will get an email.", done.made)
    messages.success(request, made % {"n": done.made})
    for row, why in done.refused[:_NAMED]:
        messages.warning(request, _("Row %(row)d: %(why)s") % {"row": row, "why": why})

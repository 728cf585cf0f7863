"""Bringing ranked lists into a round that a school collected elsewhere: file, columns, what would change, import."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
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
from matching.access import get_round_for
from matching.forms.list_import import ListColumnsForm
from matching.imports.columns import lists_layout
from matching.imports.list_preview import Kind, ListPreview, preview_lists
from matching.imports.list_settling import settled
from matching.imports.rankings import CheckedLists, check_lists
from matching.models import MatchRound
from matching.queries.list_imports import known_mentors, stored_lists
from matching.services.rankings import check_takes_lists, import_rankings
from matching.views.round_page import back_to_round
from people.forms.participation import ImportForm
from people.imports.asking import questions_of
from people.imports.finding import Known
from people.models import PendingImport
from people.presentation.import_columns import told_of
from people.services.pending_imports import forget_file, keep_mapping
from people.views.import_place import ImportPlace, kind_shown, not_yet_meant

_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class _Round:
    """A round that takes lists, and the pages on which they come in."""

    match_round: MatchRound
    mentors: Sequence[Known]
    place: ImportPlace
    now: datetime


@dataclass(frozen=True, slots=True)
class _Read:
    opened: OpenedFile
    checked: CheckedLists
    preview: ListPreview


@takes_files
@form_page
def import_lists(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose a file of lists."""
    match_round = get_round_for(request.user, pk)
    try:
        check_takes_lists(match_round)
    except DomainError as refusal:
        return back_to_round(request, match_round, refusal.message)
    return _at(match_round).place.choose(request)


@form_page
def list_columns(request: SignedInRequest, pk: int, token: UUID) -> HttpResponse:
    """Say what the columns of a waiting file mean."""
    return _at(get_round_for(request.user, pk)).place.ask_columns(request, token)


@form_page
def confirm_lists(request: SignedInRequest, pk: int, token: UUID) -> HttpResponse:
    """What the file would do; a post does it, when it would still do what its page said."""
    at = _at(get_round_for(request.user, pk))
    pending = at.place.waiting(request, token)
    if pending is None:
        return at.place.gone(request)
    try:
        read = _read(pending, at)
    except DomainError as error:
        return at.place.start_page(request, ImportForm(), refusal=error.message)
    if read is None:
        return redirect(at.place.columns, pk=pk, token=token)
    context = _context(request, at, pending, read)
    if request.method != "POST":
        return render(request, "matching/list_confirm.html", context)
    if against := not_yet_meant(request, context):
        return render(request, "matching/list_confirm.html", context | against, status=422)
    return _import(request, at, pending, read)


@require_POST
def settle_lists(request: SignedInRequest, pk: int, token: UUID) -> HttpResponse:
    """Say who is meant by a name, and which of several answers counts."""
    at = _at(get_round_for(request.user, pk))
    pending = at.place.waiting(request, token)
    if pending is None:
        return at.place.gone(request)
    try:
        read = _read(pending, at)
    except DomainError as error:
        return at.place.start_page(request, ImportForm(), refusal=error.message)
    if read is not None:
        keep_mapping(pending, settled(read.opened.mapping, read.checked, request.POST))
    return redirect(at.place.confirm, pk=pk, token=token)


@require_POST
def cancel_lists(request: SignedInRequest, pk: int, token: UUID) -> HttpResponse:
    """Delete an uploaded file of lists."""
    return _at(get_round_for(request.user, pk)).place.cancel(request, token)


@require_safe
def download_list_mapping(request: SignedInRequest, pk: int, token: UUID) -> HttpResponse:
    """What was said of the file, for the command line."""
    return _at(get_round_for(request.user, pk)).place.mapping(request, token)


def _at(match_round: MatchRound) -> _Round:
    now = timezone.now()
    mentors = known_mentors(match_round.cycle, now=now)
    place = ImportPlace(
        kind="lists",
        program=match_round.cycle.program,
        layout=lists_layout(mentors),
        form=ListColumnsForm,
        start="matching:import-lists",
        columns="matching:list-columns",
        confirm="matching:confirm-lists",
        args=(match_round.pk,),
        start_template="matching/import_lists.html",
        columns_template="matching/list_columns.html",
        context={"round": match_round, "cycle": match_round.cycle},
    )
    return _Round(match_round, mentors, place, now)


def _read(pending: PendingImport, at: _Round) -> _Read | None:
    """What a waiting file says and would do; None while its columns are not clear."""
    file = at.place.opened(pending)
    if file.faults():
        return None
    table = table_of(file.sheet, file.mapping, file.layout)
    checked = check_lists(table, at.match_round, mentors=at.mentors, mapping=file.mapping, now=at.now)
    return _Read(file, checked, preview_lists(checked, stored_lists(at.match_round)))


def _context(request: SignedInRequest, at: _Round, pending: PendingImport, read: _Read) -> dict[str, Any]:
    counts = read.preview.counts
    kind = kind_shown(request, Kind, counts, usual=Kind.NEW)
    return {
        **at.place.context,
        "program": at.place.program,
        "pending": pending,
        "file": read.opened,
        "told": told_of(read.opened),
        "kind": kind,
        "tally": [(each, counts[each]) for each in Kind if counts[each] or each in (Kind.NEW, Kind.ATTENTION)],
        "page": page_of(request, read.preview.of(kind), per_page=_PER_PAGE),
        "questions": questions_of(read.checked.names),
        "unknown": len(read.checked.names),
        "several": read.checked.several,
        "longer": read.checked.longer,
        "waiting": counts[Kind.ATTENTION],
        "own": counts[Kind.OWN],
        "ready": len(read.preview.ready),
        "lists": len(read.checked.lists),
        "columns_url": at.place.address(at.place.columns, pending.pk),
        "revision": revision_of(
            {**{each.value: n for each, n in counts.items()}, "lists": list(read.preview.ready.items())}
        ),
    }


def _import(request: SignedInRequest, at: _Round, pending: PendingImport, read: _Read) -> HttpResponse:
    try:
        done = import_rankings(at.match_round, read.preview.ready, by=request.user, now=at.now)
    except DomainError as refusal:
        return back_to_round(request, at.match_round, refusal.message)
    said = ngettext("%(n)d list imported.", "%(n)d lists imported.", done.saved) % {"n": done.saved}
    messages.success(request, said)
    waiting = read.preview.counts[Kind.ATTENTION]
    if not waiting:
        forget_file(pending)
        return redirect("matching:show-round", pk=at.match_round.pk)
    n = ngettext("%(n)d list still needs attention.", "%(n)d lists still need attention.", waiting) % {"n": waiting}
    messages.warning(request, n)
    return redirect(at.place.confirm, pk=at.match_round.pk, token=pending.pk)

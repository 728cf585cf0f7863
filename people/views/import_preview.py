"""Third and fourth step of an import: what would change, what needs attention, and doing it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.errors import DomainError
from core.methods import form_page
from core.paging import page_of
from core.tables.cells import csv_file
from people.forms.participation import ImportForm
from people.imports.attention import attention_table
from people.imports.preview import Kind
from people.imports.settling import questions_of, settled
from people.imports.waiting import ReadFile, read_waiting
from people.models import PendingImport
from people.presentation.import_columns import told_of
from people.queries.pending_imports import was_imported
from people.services.confirmed_imports import LONG, confirm_later, is_running, step_of
from people.services.import_people import ImportResult
from people.services.import_waiting import import_waiting
from people.services.pending_imports import forget_file, keep_mapping
from people.tasks import start_import
from people.views.import_place import ImportPlace, kind_shown, not_yet_meant
from people.views.imports import people_place
from programs.models import Cycle, Facet, Program


@form_page
def confirm_import(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """What the file would do; a post does it, when it would still do what its page said."""
    (place, cycle), now = people_place(request, slug), timezone.now()
    pending = place.waiting(request, token)
    if cycle is None:
        raise Http404
    if pending is None:
        return _imported_or_gone(request, place, token)
    if is_running(pending, now=now):
        return _running_page(request, place.program, pending)
    try:
        read = _read(place, pending, cycle, now)
    except DomainError as error:
        return place.start_page(request, ImportForm(), refusal=error.message)
    if read is None:
        return redirect(place.columns, slug=slug, token=token)
    context = _context(request, place.program, cycle, pending, read)
    if request.method == "POST":
        return _confirmed(request, cycle, pending, read, context)
    return render(request, "people/import_confirm.html", context)


def _read(place: ImportPlace, pending: PendingImport, cycle: Cycle, now: datetime) -> ReadFile | None:
    """What a waiting file says and would do; None while its columns are not clear."""
    file = place.opened(pending)
    return None if file.faults() else read_waiting(file, cycle=cycle, now=now)


def _confirmed(
    request: SignedInRequest, cycle: Cycle, pending: PendingImport, read: ReadFile, context: dict[str, Any]
) -> HttpResponse:
    """Import what the page showed, unless it has changed since; a long list goes to the worker."""
    now = timezone.now()
    if against := not_yet_meant(request, context):
        return render(request, "people/import_confirm.html", context | against, status=422)
    if len(read.preview.ready) > LONG:
        if confirm_later(pending, revision=context["revision"], now=now):
            start_import(pending.pk)
        return redirect("people:confirm-import", slug=cycle.program.slug, token=pending.pk)
    return _import(request, cycle, pending, read, now)


def _running_page(request: SignedInRequest, program: Program, pending: PendingImport) -> HttpResponse:
    context = {"program": program, "pending": pending, "step": step_of(pending)}
    return render(request, "people/import_running.html", context)


def _imported_or_gone(request: SignedInRequest, place: ImportPlace, token: UUID) -> HttpResponse:
    if was_imported(token, by=request.user):
        messages.success(request, _("The file has been imported."))
        return redirect("people:list-people", slug=place.program.slug)
    return place.gone(request)


def _context(
    request: SignedInRequest, program: Program, cycle: Cycle, pending: PendingImport, read: ReadFile
) -> dict[str, Any]:
    counts = read.preview.counts
    kind = kind_shown(request, Kind, counts, usual=Kind.NEW)
    return {
        "program": program,
        "cycle": cycle,
        "pending": pending,
        "file": read.opened,
        "told": told_of(read.opened),
        "preview": read.preview,
        "kind": kind,
        "tally": [(kind, counts[kind]) for kind in (Kind.NEW, Kind.CHANGED, Kind.UNCHANGED, Kind.ATTENTION)],
        "page": page_of(request, read.preview.of(kind)),
        "merged": read.checked.merged,
        "questions": questions_of(read.checked, read.preview) if kind == Kind.ATTENTION else None,
        "facets": Facet.choices,
        "new": counts[Kind.NEW],
        "moved": counts[Kind.CHANGED],
        "waiting": counts[Kind.ATTENTION],
        "ready": len(read.preview.ready),
        "people": len(read.preview.entries),
        "revision": read.preview.revision(cycle),
    }


def _import(
    request: SignedInRequest, cycle: Cycle, pending: PendingImport, read: ReadFile, now: datetime
) -> HttpResponse:
    result = import_waiting(cycle, pending, rows=read.preview.ready, by=request.user, now=now)
    waiting = read.preview.counts[Kind.ATTENTION]
    messages.success(request, _said(result, program=cycle.program))
    if not waiting:
        forget_file(pending)
        return redirect("people:list-people", slug=cycle.program.slug)
    n = ngettext("%(n)d row still needs attention.", "%(n)d rows still need attention.", waiting) % {"n": waiting}
    messages.warning(request, n)
    return redirect("people:confirm-import", slug=cycle.program.slug, token=pending.pk)


def _said(result: ImportResult, *, program: Program) -> str:
    if program.is_peer:
        words = {"peers": result.new_mentees, "known": result.known_people}
        return _("Imported: %(peers)d new peers, %(known)d people already known.") % words
    return _("Imported: %(mentees)d new mentees, %(mentors)d new mentors, %(known)d people already known.") % {
        "mentees": result.new_mentees,
        "mentors": result.new_mentors,
        "known": result.known_people,
    }


@require_POST
def settle_import(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """Say what unknown words mean, and whether somebody is known under another address."""
    (place, cycle), now = people_place(request, slug), timezone.now()
    pending = place.waiting(request, token)
    if pending is None or cycle is None:
        return place.gone(request)
    try:
        read = _read(place, pending, cycle, now)
    except DomainError as error:
        return place.start_page(request, ImportForm(), refusal=error.message)
    if read is not None:
        keep_mapping(pending, settled(read.opened.mapping, read.checked, read.preview, request.POST))
    return redirect(place.confirm, slug=slug, token=token)


@require_safe
def download_attention(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """The rows that need attention, as they stand in the file, with what to do."""
    (place, cycle), now = people_place(request, slug), timezone.now()
    pending = place.waiting(request, token)
    if pending is None or cycle is None:
        raise Http404
    try:
        read = _read(place, pending, cycle, now)
    except DomainError as error:
        return place.start_page(request, ImportForm(), refusal=error.message)
    if read is None:
        raise Http404
    header, rows = attention_table(read)
    return HttpResponse(
        csv_file(header, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="needs-attention.csv"'},
    )

"""Bringing ranked lists into a round that a school collected elsewhere: file, columns, what would change, import."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from accounts.uploads import read_upload
from core.body_limit import takes_files
from core.errors import DomainError
from core.methods import form_page
from core.paging import page_of
from core.refusals import refusals_beside
from core.revisions import revision_of
from core.tables.mapped import table_of
from core.tables.opening import OpenedFile
from matching.access import get_round_for
from matching.forms.list_import import ListColumnsForm
from matching.imports.columns import lists_layout
from matching.imports.list_preview import Kind, ListPreview, preview_lists
from matching.imports.list_settling import questions_of, settled
from matching.imports.rankings import CheckedLists, check_lists
from matching.models import MatchRound
from matching.queries.list_imports import known_mentors, stored_lists
from matching.services.rankings import check_takes_lists, import_rankings
from matching.views.round_page import back_to_round
from people.forms.participation import ImportForm
from people.imports.finding import Known
from people.imports.waiting import open_waiting
from people.models import PendingImport
from people.queries.pending_imports import waiting_file
from people.services.pending_imports import content_of, forget_file, keep_file, keep_mapping, mapping_of
from people.views.columns_step import ColumnsStep, ask_columns, mapping_file

KIND = "lists"
_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class _Read:
    opened: OpenedFile
    checked: CheckedLists
    preview: ListPreview


@takes_files
@form_page
def import_lists(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose a file of lists. It leads to its columns, or straight to its preview when nothing is to be asked."""
    match_round, now = get_round_for(request.user, pk), timezone.now()
    if refusal := _refusal(match_round):
        return back_to_round(request, match_round, refusal)
    form = ImportForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_beside(form, field="file"):
            content = read_upload(file, by=request.user, now=now)
            opened = _open(content, match_round, None, known_mentors(match_round.cycle, now=now))
            program = match_round.cycle.program
            pending = keep_file(program, content=content, file_name=file.name, by=request.user, now=now, kind=KIND)
            page = "matching:confirm-lists" if opened.needs_nobody else "matching:list-columns"
            return redirect(page, pk=pk, token=pending.pk)
    return _upload_page(request, match_round, form)


@form_page
def list_columns(request: SignedInRequest, pk: int, token: UUID) -> HttpResponse:
    """Say what the columns of a waiting file mean."""
    match_round, now = get_round_for(request.user, pk), timezone.now()
    pending = _waiting(request, match_round, token)
    if pending is None:
        return _gone(request, match_round)
    try:
        file = _open(content_of(pending), match_round, pending, known_mentors(match_round.cycle, now=now))
    except DomainError as error:
        return _upload_page(request, match_round, ImportForm(), refusal=error.message)
    step = ColumnsStep(
        program=match_round.cycle.program,
        pending=pending,
        file=file,
        form=ListColumnsForm(posted(request), file=file),
        kind=KIND,
        here=reverse("matching:list-columns", args=[pk, token]),
        onward=reverse("matching:confirm-lists", args=[pk, token]),
        template="matching/list_columns.html",
        context={"round": match_round, "cycle": match_round.cycle},
    )
    return ask_columns(request, step)


@form_page
def confirm_lists(request: SignedInRequest, pk: int, token: UUID) -> HttpResponse:
    """What the file would do; a post does it, when it would still do what its page said."""
    match_round, now = get_round_for(request.user, pk), timezone.now()
    pending = _waiting(request, match_round, token)
    if pending is None:
        return _gone(request, match_round)
    try:
        read = _read(pending, match_round, now)
        if read is None:
            return redirect("matching:list-columns", pk=pk, token=token)
    except DomainError as error:
        return _upload_page(request, match_round, ImportForm(), refusal=error.message)
    context = _context(request, match_round, pending, read)
    if request.method != "POST":
        return render(request, "matching/list_confirm.html", context)
    if request.POST.get("revision", context["revision"]) != context["revision"]:
        return render(request, "matching/list_confirm.html", {**context, "changed": True}, status=422)
    if context["waiting"] and not request.POST.get("only_good"):
        return render(request, "matching/list_confirm.html", {**context, "unsure": True}, status=422)
    return _import(request, match_round, pending, read, now)


@require_POST
def settle_lists(request: SignedInRequest, pk: int, token: UUID) -> HttpResponse:
    """Say who is meant by a name, and which of several answers counts."""
    match_round, now = get_round_for(request.user, pk), timezone.now()
    pending = _waiting(request, match_round, token)
    if pending is None:
        return _gone(request, match_round)
    try:
        read = _read(pending, match_round, now)
        if read is not None:
            keep_mapping(pending, settled(read.opened.mapping, read.checked, request.POST))
    except DomainError as error:
        return _upload_page(request, match_round, ImportForm(), refusal=error.message)
    return redirect("matching:confirm-lists", pk=pk, token=token)


@require_POST
def cancel_lists(request: SignedInRequest, pk: int, token: UUID) -> HttpResponse:
    """Forget an uploaded file of lists."""
    match_round = get_round_for(request.user, pk)
    pending = _waiting(request, match_round, token)
    if pending is None:
        return _gone(request, match_round)
    forget_file(pending)
    messages.success(request, _("Nothing was imported. The file has been deleted."))
    return redirect("matching:import-lists", pk=pk)


@require_safe
def download_list_mapping(request: SignedInRequest, pk: int, token: UUID) -> HttpResponse:
    """What was said of the file, for the command line."""
    match_round = get_round_for(request.user, pk)
    pending = _waiting(request, match_round, token)
    if pending is None:
        raise Http404
    mentors = known_mentors(match_round.cycle, now=timezone.now())
    return mapping_file(_open(content_of(pending), match_round, pending, mentors).mapping)


def _refusal(match_round: MatchRound) -> str:
    try:
        check_takes_lists(match_round)
    except DomainError as refusal:
        return refusal.message
    return ""


def _waiting(request: SignedInRequest, match_round: MatchRound, token: UUID) -> PendingImport | None:
    return waiting_file(match_round.cycle.program, token, by=request.user, now=timezone.now(), kind=KIND)


def _open(
    content: bytes, match_round: MatchRound, pending: PendingImport | None, mentors: Sequence[Known]
) -> OpenedFile:
    layout = lists_layout(mentors)
    mapping = mapping_of(pending, layout) if pending else None
    return open_waiting(content, program=match_round.cycle.program, mapping=mapping, layout=layout, kind=KIND)


def _read(pending: PendingImport, match_round: MatchRound, now: datetime) -> _Read | None:
    """What a waiting file says and would do; None while its columns are not clear."""
    mentors = known_mentors(match_round.cycle, now=now)
    file = _open(content_of(pending), match_round, pending, mentors)
    if file.faults():
        return None
    table = table_of(file.sheet, file.mapping, file.layout)
    checked = check_lists(table, match_round, mentors=mentors, mapping=file.mapping, now=now)
    return _Read(file, checked, preview_lists(checked, stored_lists(match_round)))


def _context(request: SignedInRequest, match_round: MatchRound, pending: PendingImport, read: _Read) -> dict[str, Any]:
    counts = read.preview.counts
    shown = request.GET.get("show", "")
    kind = Kind(shown) if shown in Kind.values else next((kind for kind in Kind if counts[kind]), Kind.NEW)
    return {
        "round": match_round,
        "cycle": match_round.cycle,
        "program": match_round.cycle.program,
        "pending": pending,
        "kind": kind,
        "tally": [(each, counts[each]) for each in Kind if counts[each] or each in (Kind.NEW, Kind.ATTENTION)],
        "page": page_of(request, read.preview.of(kind), per_page=_PER_PAGE),
        "questions": questions_of(read.checked),
        "unknown": len(read.checked.names),
        "several": read.checked.several,
        "longer": read.checked.longer,
        "waiting": counts[Kind.ATTENTION],
        "own": counts[Kind.OWN],
        "ready": len(read.preview.ready),
        "lists": len(read.checked.lists),
        "columns_url": reverse("matching:list-columns", args=[match_round.pk, pending.pk]),
        "revision": revision_of({"round": match_round.pk, **{each.value: n for each, n in counts.items()}}),
    }


def _import(
    request: SignedInRequest, match_round: MatchRound, pending: PendingImport, read: _Read, now: datetime
) -> HttpResponse:
    try:
        done = import_rankings(match_round, read.preview.ready, now=now)
    except DomainError as refusal:
        return back_to_round(request, match_round, refusal.message)
    said = ngettext("%(n)d list imported.", "%(n)d lists imported.", done.saved) % {"n": done.saved}
    messages.success(request, said)
    waiting = read.preview.counts[Kind.ATTENTION]
    if not waiting:
        forget_file(pending)
        return redirect("matching:show-round", pk=match_round.pk)
    n = ngettext("%(n)d list still needs attention.", "%(n)d lists still need attention.", waiting) % {"n": waiting}
    messages.warning(request, n)
    return redirect("matching:confirm-lists", pk=match_round.pk, token=pending.pk)


def _upload_page(
    request: SignedInRequest, match_round: MatchRound, form: ImportForm, *, refusal: str = "", status: int = 422
) -> HttpResponse:
    context = {
        "round": match_round,
        "cycle": match_round.cycle,
        "program": match_round.cycle.program,
        "form": form,
        "refusal": refusal,
    }
    status = status if form.errors or refusal else 200
    return render(request, "matching/import_lists.html", context, status=status)


def _gone(request: SignedInRequest, match_round: MatchRound) -> HttpResponse:
    refusal = _(
        "We no longer have this file: it was imported or replaced, or it’s more than a day old. Choose it again."
    )
    return _upload_page(request, match_round, ImportForm(), refusal=refusal, status=404)

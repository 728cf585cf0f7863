"""Second step of an import: where the list begins, and what its columns mean."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest, posted
from core.errors import DomainError
from core.methods import form_page
from core.tables.mapping import as_json
from core.tables.opening import OpenedFile
from people.forms.imports import ColumnsForm, WhereForm
from people.forms.participation import ImportForm
from people.imports.waiting import KIND, open_waiting
from people.models import PendingImport
from people.presentation.import_columns import excerpt_of, notices_of
from people.queries.pending_imports import waiting_file
from people.services.pending_imports import (
    content_of,
    forget_mapping,
    keep_mapping,
    mapping_of,
    remember_mapping,
)
from people.views.imports import gone_page, upload_page
from programs.access import get_configurable_program_for
from programs.models import Program
from programs.queries.programs import intake_cycle


@form_page
def import_columns(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """Say what the columns of a waiting file mean; then it is shown what would change."""
    program = get_configurable_program_for(request.user, slug)
    pending = waiting_file(program, token, by=request.user, now=timezone.now())
    if pending is None:
        return gone_page(request, program)
    try:
        file = open_waiting(content_of(pending), program=program, mapping=mapping_of(pending))
    except DomainError as error:
        return upload_page(request, program, ImportForm(), refusal=error.message)
    if request.POST.get("do") == "forget":
        forget_mapping(program, file.mapping.headings, kind=KIND)
        messages.success(request, _("Forgotten. Below is what the headings and values say."))
        return redirect("people:import-columns", slug=slug, token=token)
    if request.POST.get("do") == "reread":
        return _read_again(request, program, pending, file)
    form = ColumnsForm(posted(request), file=file)
    if request.method == "POST" and form.is_valid():
        mapping = form.mapping()
        keep_mapping(pending, mapping)
        if form.cleaned_data["remember"]:
            remember_mapping(program, mapping, kind=KIND, now=timezone.now())
        return redirect("people:confirm-import", slug=slug, token=token)
    return _page(request, program, pending, file, WhereForm(file=file), form)


def _read_again(request: SignedInRequest, program: Program, pending: PendingImport, file: OpenedFile) -> HttpResponse:
    where = WhereForm(request.POST, file=file)
    if not where.is_valid():
        return _page(request, program, pending, file, where, ColumnsForm(file=file))
    keep_mapping(pending, where.mapping())
    return redirect("people:import-columns", slug=program.slug, token=pending.pk)


def _page(
    request: SignedInRequest,
    program: Program,
    pending: PendingImport,
    file: OpenedFile,
    where: WhereForm,
    form: ColumnsForm,
) -> HttpResponse:
    context = {
        "program": program,
        "cycle": intake_cycle(program),
        "pending": pending,
        "file": file,
        "where": where,
        "form": form,
        "excerpt": excerpt_of(file),
        "notices": notices_of(file),
        "understood": sum(bool(column.means) for column in file.mapping.columns),
    }
    status = 422 if form.errors or where.errors else 200
    return render(request, "people/import_columns.html", context, status=status)


@require_safe
def download_mapping(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """What was said of the columns, as a file for the command line."""
    program = get_configurable_program_for(request.user, slug)
    pending = waiting_file(program, token, by=request.user, now=timezone.now())
    mapping = mapping_of(pending) if pending else None
    if mapping is None:
        raise Http404
    return HttpResponse(
        as_json(mapping),
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="mapping.json"'},
    )

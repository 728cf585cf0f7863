"""Bringing in a school's own list, first step: choosing the file. Then its columns, what it would do, and doing it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from accounts.uploads import read_upload
from core.body_limit import takes_files
from core.methods import form_page
from core.refusals import refusals_beside
from people.forms.participation import ImportForm
from people.imports.columns import COLUMNS
from people.imports.template import csv_template, xlsx_template
from people.imports.waiting import open_waiting
from people.queries.pending_imports import waiting_file
from people.services.pending_imports import forget_file, keep_file
from programs.access import get_configurable_program_for
from programs.models import Program
from programs.queries.programs import intake_cycle

_TEMPLATES = {
    "csv": (csv_template, "text/csv; charset=utf-8"),
    "xlsx": (xlsx_template, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@takes_files
@form_page
def import_people(request: SignedInRequest, slug: str) -> HttpResponse:
    """Choose a file. It leads to its columns, or straight to its preview when its headings are ours."""
    program = get_configurable_program_for(request.user, slug)
    cycle, now = intake_cycle(program), timezone.now()
    form = ImportForm(posted(request), request.FILES or None)
    if request.method == "POST" and cycle and form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_beside(form, field="file"):
            content = read_upload(file, by=request.user, now=now)
            opened = open_waiting(content, program=program, mapping=None)
            pending = keep_file(program, content=content, file_name=file.name, by=request.user, now=now)
            page = "people:confirm-import" if opened.needs_nobody else "people:import-columns"
            return redirect(page, slug=slug, token=pending.pk)
    return upload_page(request, program, form)


def upload_page(
    request: SignedInRequest, program: Program, form: ImportForm, *, refusal: str = "", status: int = 422
) -> HttpResponse:
    """Return the page on which a file is chosen, with why the last one could not be used."""
    context = {
        "program": program,
        "cycle": intake_cycle(program),
        "form": form,
        "columns": COLUMNS,
        "refusal": refusal,
    }
    return render(request, "people/import.html", context, status=status if form.errors or refusal else 200)


def gone_page(request: SignedInRequest, program: Program) -> HttpResponse:
    """Return the page for a file that is no longer there."""
    refusal = _(
        "We no longer have this file: it was imported or replaced, or it’s more than a day old. Choose it again."
    )
    return upload_page(request, program, ImportForm(), refusal=refusal, status=404)


@require_POST
def cancel_import(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """Forget an uploaded file."""
    program = get_configurable_program_for(request.user, slug)
    pending = waiting_file(program, token, by=request.user, now=timezone.now())
    if pending is None:
        return gone_page(request, program)
    forget_file(pending)
    messages.success(request, _("Nothing was imported. The file has been deleted."))
    return redirect("people:import-people", slug=slug)


@require_safe
def download_template(request: SignedInRequest, slug: str, kind: str) -> HttpResponse:
    """An empty list to fill in."""
    get_configurable_program_for(request.user, slug)
    if kind not in _TEMPLATES:
        raise Http404
    build, content_type = _TEMPLATES[kind]
    return HttpResponse(
        build(), content_type=content_type, headers={"Content-Disposition": f'attachment; filename="people.{kind}"'}
    )

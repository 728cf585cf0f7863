"""Bringing in a school's own list: choosing the file, what it would do, doing it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
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
from core.errors import DomainError
from core.methods import form_page
from core.refusals import refusals_beside
from core.revisions import revision_of
from core.tables.table import Problem
from people.forms.participation import ImportForm
from people.imports.columns import COLUMNS
from people.imports.forecast import forecast
from people.imports.reading import read_people
from people.imports.rows import PersonRow
from people.imports.template import csv_template, xlsx_template
from people.models import PendingImport
from people.queries.pending_imports import waiting_file
from people.services.import_people import import_people as import_rows
from people.services.pending_imports import content_of, forget_file, keep_file
from programs.access import get_configurable_program_for
from programs.models import Cycle, Program
from programs.queries.programs import intake_cycle

_PROBLEMS_SHOWN = 200
_ROWS_SHOWN = 20
_TEMPLATES = {
    "csv": (csv_template, "text/csv; charset=utf-8"),
    "xlsx": (xlsx_template, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@takes_files
@form_page
def import_people(request: SignedInRequest, slug: str) -> HttpResponse:
    """Choose a file. A file that can be read leads to its preview."""
    program = get_configurable_program_for(request.user, slug)
    cycle, now = intake_cycle(program), timezone.now()
    form = ImportForm(posted(request), request.FILES or None)
    if request.method == "POST" and cycle and form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_beside(form, field="file"):
            content = read_upload(file, by=request.user, now=now)
            _rows, problems = read_people(content, cycle=cycle)
            if problems:
                return _upload_page(request, program, form, problems=problems)
            pending = keep_file(program, content=content, file_name=file.name, by=request.user, now=now)
            return redirect("people:confirm-import", slug=slug, token=pending.pk)
    return _upload_page(request, program, form)


def _upload_page(
    request: SignedInRequest,
    program: Program,
    form: ImportForm,
    *,
    problems: list[Problem] | None = None,
    refusal: str = "",
    status: int = 422,
) -> HttpResponse:
    context = {
        "program": program,
        "cycle": intake_cycle(program),
        "form": form,
        "columns": COLUMNS,
        "problems": (problems or [])[:_PROBLEMS_SHOWN],
        "total": len(problems or []),
        "refusal": refusal,
    }
    failed = form.errors or problems or refusal
    return render(request, "people/import.html", context, status=status if failed else 200)


@form_page
def confirm_import(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """What the file would do; a post does it, when it would still do what its page said."""
    program = get_configurable_program_for(request.user, slug)
    cycle, now = intake_cycle(program), timezone.now()
    pending = waiting_file(program, token, by=request.user, now=now)
    if cycle is None:
        raise Http404
    if pending is None:
        return _upload_page(request, program, ImportForm(), refusal=_gone(), status=404)
    try:
        rows, problems = read_people(content_of(pending), cycle=cycle)
    except DomainError as error:
        return _upload_page(request, program, ImportForm(), refusal=error.message)
    if problems:
        return _upload_page(request, program, ImportForm(), problems=problems)
    context = _preview(program, cycle, pending, rows)
    if request.method != "POST":
        return render(request, "people/import_confirm.html", context)
    if request.POST.get("revision", context["revision"]) != context["revision"]:
        return render(request, "people/import_confirm.html", {**context, "changed": True}, status=422)
    return _import(request, cycle, pending, rows, now)


def _preview(program: Program, cycle: Cycle, pending: PendingImport, rows: list[PersonRow]) -> dict[str, Any]:
    ahead = forecast(cycle, rows)
    return {
        "program": program,
        "cycle": cycle,
        "pending": pending,
        "forecast": ahead,
        "first_rows": rows[:_ROWS_SHOWN],
        "revision": revision_of({"cycle": cycle.pk, **asdict(ahead)}),
    }


def _import(
    request: SignedInRequest, cycle: Cycle, pending: PendingImport, rows: list[PersonRow], now: datetime
) -> HttpResponse:
    result = import_rows(cycle, rows=rows, now=now)
    forget_file(pending)
    messages.success(
        request,
        _("Imported: %(mentees)d new mentees, %(mentors)d new mentors, %(known)d people already known.")
        % {"mentees": result.new_mentees, "mentors": result.new_mentors, "known": result.known_people},
    )
    return redirect("people:list-people", slug=cycle.program.slug)


@require_POST
def cancel_import(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """Forget an uploaded file."""
    program = get_configurable_program_for(request.user, slug)
    pending = waiting_file(program, token, by=request.user, now=timezone.now())
    if pending is None:
        return _upload_page(request, program, ImportForm(), refusal=_gone(), status=404)
    forget_file(pending)
    messages.success(request, _("Nothing was imported. The file has been deleted."))
    return redirect("people:import-people", slug=slug)


def _gone() -> str:
    return _("We no longer have this file: it was imported or replaced, or it’s more than a day old. Choose it again.")


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

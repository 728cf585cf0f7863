"""The step of every import in which somebody says what the columns of a file mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from core.tables.mapping import Mapping as FileMapping
from core.tables.mapping import as_json
from core.tables.opening import OpenedFile
from people.forms.imports import ColumnsForm, WhereForm
from people.models import PendingImport
from people.presentation.import_columns import excerpt_of, notices_of
from people.services.pending_imports import forget_mapping, keep_mapping, remember_mapping
from programs.models import Program


@dataclass(frozen=True, slots=True)
class ColumnsStep:
    """The step for one waiting file.

    Attributes:
        program: whose file it is.
        pending: the file.
        file: as it was opened.
        form: what its columns mean.
        kind: of file, for what is remembered.
        here, onward: addresses of this step and of the preview.
        template: of its page.
        context: what the page needs beside the file.
    """

    program: Program
    pending: PendingImport
    file: OpenedFile
    form: ColumnsForm
    kind: str
    here: str
    onward: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


def ask_columns(request: SignedInRequest, step: ColumnsStep) -> HttpResponse:
    """Show the step, or keep what was posted to it and go on."""
    if request.POST.get("do") == "forget":
        forget_mapping(step.program, step.file.mapping.headings, kind=step.kind)
        messages.success(request, _("Forgotten. Below is what the headings and values say."))
        return redirect(step.here)
    if request.POST.get("do") == "reread":
        return _read_again(request, step)
    if request.method == "POST" and step.form.is_valid():
        mapping = step.form.mapping()
        keep_mapping(step.pending, mapping)
        if step.form.cleaned_data["remember"]:
            remember_mapping(step.program, mapping, kind=step.kind, now=timezone.now())
        return redirect(step.onward)
    return _page(request, step, WhereForm(file=step.file), step.form)


def mapping_file(mapping: FileMapping) -> HttpResponse:
    """Return what was said of the columns, as a file for the command line."""
    return HttpResponse(
        as_json(mapping),
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="mapping.json"'},
    )


def _read_again(request: SignedInRequest, step: ColumnsStep) -> HttpResponse:
    where = WhereForm(request.POST, file=step.file)
    if not where.is_valid():
        return _page(request, step, where, type(step.form)(file=step.file))
    keep_mapping(step.pending, where.mapping())
    return redirect(step.here)


def _page(request: SignedInRequest, step: ColumnsStep, where: WhereForm, form: ColumnsForm) -> HttpResponse:
    context = {
        **step.context,
        "program": step.program,
        "pending": step.pending,
        "file": step.file,
        "where": where,
        "form": form,
        "excerpt": excerpt_of(step.file),
        "notices": notices_of(step.file),
        "understood": sum(bool(column.means) for column in step.file.mapping.columns),
    }
    return render(request, step.template, context, status=422 if form.errors or where.errors else 200)

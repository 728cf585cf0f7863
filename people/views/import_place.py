"""Where files of one kind come in: what choosing a file, its columns, and deleting it have in common."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import TextChoices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest, posted
from accounts.uploads import read_upload
from core.errors import DomainError
from core.refusals import refusals_beside
from core.tables.columns import Layout
from core.tables.opening import OpenedFile
from people.forms.imports import ColumnsForm
from people.forms.participation import ImportForm
from people.imports.waiting import open_waiting
from people.models import PendingImport
from people.queries.pending_imports import waiting_file
from people.services.pending_imports import content_of, forget_file, keep_file, mapping_of
from people.views.columns_step import ColumnsStep, ask_columns, mapping_file
from programs.models import Program

K = TypeVar("K", bound=TextChoices)


def kind_shown(request: SignedInRequest, kinds: type[K], counts: Mapping[K, int], *, usual: K) -> K:
    """Return the kind of rows that a preview shows: the one asked for, or the first of which there are any."""
    asked = request.GET.get("show", "")
    return kinds(asked) if asked in kinds.values else next((kind for kind in kinds if counts[kind]), usual)


def not_yet_meant(request: SignedInRequest, context: Mapping[str, Any]) -> dict[str, bool]:
    """Return what stands against importing what a preview showed, for its page; empty where nothing does.

    `context` is of the preview as it would be now: with `revision`, and how many rows are `waiting`.
    """
    if request.POST.get("revision", context["revision"]) != context["revision"]:
        return {"changed": True}
    if context["waiting"] and not request.POST.get("only_good"):
        return {"unsure": True}
    return {}


@dataclass(frozen=True, slots=True)
class ImportPlace:
    """The pages on which files of one kind come in.

    Attributes:
        kind: of file.
        program: whose files they are.
        layout: their columns.
        form: what a column of them means.
        start, columns, confirm: names of the routes: choosing the file, its columns, what would change.
        args: of these routes; those of a waiting file have its token behind them.
        start_template, columns_template: of the first two pages.
        context: what the pages need beside the file.
    """

    kind: str
    program: Program
    layout: Layout
    form: type[ColumnsForm]
    start: str
    columns: str
    confirm: str
    args: tuple[Any, ...]
    start_template: str
    columns_template: str
    context: Mapping[str, Any] = field(default_factory=dict)

    def choose(self, request: SignedInRequest) -> HttpResponse:
        """Choose a file. It leads to its columns, or straight to its preview when nothing is to be asked."""
        form = ImportForm(posted(request), request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file, now = form.cleaned_data["file"], timezone.now()
            with refusals_beside(form, field="file"):
                content = read_upload(file, by=request.user, now=now)
                page = self.columns if self.asks(content) else self.confirm
                return redirect(page, *self.args, self.keep(request, content, file.name).pk)
        return self.start_page(request, form)

    def asks(self, content: bytes) -> bool:
        """Whether somebody has to say what the columns of a file mean.

        Raises:
            UnreadableFile: it cannot be read.
        """
        opened = open_waiting(content, program=self.program, mapping=None, layout=self.layout, kind=self.kind)
        return not opened.needs_nobody

    def keep(self, request: SignedInRequest, content: bytes, name: str) -> PendingImport:
        """Keep a file for its next page."""
        return keep_file(
            self.program, content=content, file_name=name, by=request.user, now=timezone.now(), kind=self.kind
        )

    def waiting(self, request: SignedInRequest, token: UUID) -> PendingImport | None:
        """Return the reader's own waiting file."""
        return waiting_file(self.program, token, by=request.user, now=timezone.now(), kind=self.kind)

    def opened(self, pending: PendingImport) -> OpenedFile:
        """Open a waiting file with what was said of it.

        Raises:
            UnreadableFile: it cannot be read.
        """
        mapping = mapping_of(pending, self.layout)
        content = content_of(pending)
        return open_waiting(content, program=self.program, mapping=mapping, layout=self.layout, kind=self.kind)

    def ask_columns(self, request: SignedInRequest, token: UUID) -> HttpResponse:
        """Say what the columns of a waiting file mean."""
        pending = self.waiting(request, token)
        if pending is None:
            return self.gone(request)
        try:
            file = self.opened(pending)
        except DomainError as error:
            return self.start_page(request, ImportForm(), refusal=error.message)
        step = ColumnsStep(
            program=self.program,
            pending=pending,
            file=file,
            form=self.form(posted(request), file=file),
            kind=self.kind,
            here=self.address(self.columns, token),
            onward=self.address(self.confirm, token),
            template=self.columns_template,
            context=self.context,
        )
        return ask_columns(request, step)

    def cancel(self, request: SignedInRequest, token: UUID) -> HttpResponse:
        """Delete a waiting file."""
        pending = self.waiting(request, token)
        if pending is None:
            return self.gone(request)
        forget_file(pending)
        messages.success(request, _("Nothing was imported. The file has been deleted."))
        return redirect(self.start, *self.args)

    def mapping(self, request: SignedInRequest, token: UUID) -> HttpResponse:
        """Return what was said of a waiting file, for the command line."""
        pending = self.waiting(request, token)
        if pending is None:
            raise Http404
        return mapping_file(self.opened(pending).mapping)

    def start_page(
        self, request: SignedInRequest, form: forms.Form, *, refusal: str = "", status: int = 422
    ) -> HttpResponse:
        """Return the page on which a file is chosen, with why the last one could not be used."""
        context = {**self.context, "program": self.program, "form": form, "refusal": refusal}
        status = status if form.errors or refusal else 200
        return render(request, self.start_template, context, status=status)

    def gone(self, request: SignedInRequest) -> HttpResponse:
        """Return the page for a file that is no longer there."""
        refusal = _(
            "We no longer have this file: it was imported or replaced, or it’s more than a day old. Choose it again."
        )
        return self.start_page(request, ImportForm(), refusal=refusal, status=404)

    def address(self, route: str, *token: object) -> str:
        """Return the address of one of the pages."""
        return reverse(route, args=[*self.args, *token])

"""Bringing a text from elsewhere into the handbook: choose it, look at its chapters, put them into the draft."""

from datetime import timedelta
from pathlib import PurePath
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest, posted
from accounts.uploads import read_upload
from core.body_limit import takes_pictures
from core.documents.reading import MAX_BYTES, Document, read_document, read_html, read_text
from core.errors import DomainError
from core.markdown import References, plain_text
from core.markdown import render as render_markdown
from core.methods import form_page
from core.rate_limits import enforce_rate_limit
from core.refusals import refusals_beside
from core.versions.errors import PartIsGone
from programs.access import get_administered_program_for, get_import_for
from programs.forms.handbook_imports import BringTextForm, TakeChaptersForm
from programs.imports.handbook_chapters import cut, kept_in, undescribed_in
from programs.models import HandbookImport, Program
from programs.presentation.chapter_text import images_in
from programs.presentation.handbook_import import kept_words, left_out_words
from programs.queries.handbooks import draft_of
from programs.services import handbook_imports
from programs.services.handbook_images import keep_pictures

# Of longer texts the beginnings of the chapters are enough.
_SHOWN_WHOLE = 120_000
_EXCERPT = 240
_PASTES, _PASTES_WITHIN = 60, timedelta(minutes=10)


@takes_pictures
@form_page
def bring_text(request: SignedInRequest, slug: str) -> HttpResponse:
    """Choose a file or paste a text; the chapters that it becomes are shown next."""
    program = get_administered_program_for(request.user, slug)
    form = BringTextForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        field = "file" if form.cleaned_data["file"] else "text"
        with refusals_beside(form, field=field):
            waiting = _keep(request, program, form)
            return redirect("programs:take-chapters", slug=slug, pk=waiting.pk)
    context = {"program": program, "form": form, "draft": draft_of(program)}
    return render(request, "programs/bring_text.html", context, status=422 if form.errors else 200)


def _keep(request: SignedInRequest, program: Program, form: BringTextForm) -> HandbookImport:
    now = timezone.now()
    file = form.cleaned_data["file"]
    if file:
        name = PurePath(file.name).name
        read = read_document(read_upload(file, by=request.user, now=now, most=MAX_BYTES), name)
        document = keep_pictures(program, read, now=now)
    else:
        name = ""
        document = read_text(form.cleaned_data["text"])
    made = cut(document, name=PurePath(name).stem[:100] or _("A new chapter"))
    return handbook_imports.keep_import(program, cut=made, name=name[:200], now=now)


@form_page
def take_chapters(request: SignedInRequest, slug: str, pk: UUID) -> HttpResponse:
    """The chapters that a text becomes, and what was left out; nothing is in the draft before it is confirmed."""
    waiting = get_import_for(request.user, slug, pk)
    form = TakeChaptersForm(posted(request), titles=[each["title"] for each in waiting.chapters])
    if request.method == "POST" and form.is_valid():
        try:
            added = handbook_imports.add_imported(waiting, titles=form.chosen(), by=request.user, now=timezone.now())
        except PartIsGone as error:
            messages.error(request, error.message)
        else:
            said = ngettext("%(n)d chapter added to the draft.", "%(n)d chapters added to the draft.", len(added))
            messages.success(request, said % {"n": len(added)})
        return redirect("programs:edit-handbook", slug=slug)
    bodies = [each["body"] for each in waiting.chapters]
    shown = References(images=images_in(waiting.program, bodies))
    whole = sum(map(len, bodies)) <= _SHOWN_WHOLE
    texts = [
        render_markdown(body, references=shown) if whole else f"{plain_text(body[:1000])[:_EXCERPT]} …"
        for body in bodies
    ]
    context = {
        "program": waiting.program,
        "waiting": waiting,
        "form": form,
        "rows": [(*fields, text) for fields, text in zip(form.rows(), texts, strict=True)],
        "whole": whole,
        "undescribed": sum(map(undescribed_in, bodies)),
        "kept": kept_words(waiting.counts),
        "left_out": left_out_words(waiting.counts),
    }
    return render(request, "programs/take_chapters.html", context, status=422 if form.errors else 200)


@require_POST
def discard_text(request: SignedInRequest, slug: str, pk: UUID) -> HttpResponse:
    """Forget a text that was brought."""
    handbook_imports.discard_import(get_import_for(request.user, slug, pk))
    messages.success(request, _("Text discarded. The draft hasn’t changed."))
    return redirect("programs:edit-handbook", slug=slug)


@require_POST
def convert_paste(request: SignedInRequest, slug: str) -> HttpResponse:
    """For the script of a page on which people write: what was copied, as Markdown. Nothing is kept."""
    get_administered_program_for(request.user, slug)
    try:
        enforce_rate_limit("paste", user_pk=request.user.pk, limit=_PASTES, period=_PASTES_WITHIN, now=timezone.now())
        document = read_html(request.POST.get("html", ""))
    except DomainError as error:
        return JsonResponse({"error": error.message}, status=422)
    return JsonResponse({"markdown": document.markdown, "said": _said(document)})


def _said(document: Document) -> str:
    """What was kept and left out of a paste, in two sentences."""
    kept, left_out = kept_words(kept_in(document.markdown)), left_out_words(document.counts)
    said = [_("Kept: %(kept)s.") % {"kept": kept}] if kept else [_("Pasted.")]
    if left_out:
        said.append(_("Left out: %(left_out)s") % {"left_out": " ".join(left_out)})
    return " ".join(said)

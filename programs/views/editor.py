"""Writing the handbook: the draft, its chapters, publishing."""

from copy import copy
from typing import Literal

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from core.errors import DomainError
from core.markdown import render as render_markdown
from core.methods import form_page
from core.numbers import read_number
from core.refusals import refusals_said
from core.revised_forms import REVISION, refuse
from core.revisions import EditedMeanwhile, stored_fields
from programs.access import get_administered_program_for, get_version_for
from programs.errors import ChapterGone, HandbookIsPublished
from programs.forms.handbooks import ChapterForm, PeerChapterForm, PublishForm
from programs.models import Chapter, HandbookVersion, Program
from programs.queries.handbooks import chapter_of, draft_of, people_of, published_handbook
from programs.services import chapters as chapter_services
from programs.services import handbooks as handbook_services
from programs.views.chapter_page import chapter_gone, chapter_page


@require_safe
def edit_handbook(request: SignedInRequest, slug: str) -> HttpResponse:
    """The draft with its chapters, or the way to begin one."""
    program = get_administered_program_for(request.user, slug)
    draft = draft_of(program)
    if draft is None:
        context = {"program": program, "published": published_handbook(program)}
        return render(request, "programs/editor_start.html", context)
    return _editor(request, draft, PublishForm(instance=draft))


def _editor(request: SignedInRequest, draft: HandbookVersion, form: PublishForm, status: int = 200) -> HttpResponse:
    people = {person.pk for group in people_of(draft.program).values() for person in group}
    context = {
        "program": draft.program,
        "draft": draft,
        "chapters": list(draft.chapters.all()),
        "people_count": len(people),
        "form": form,
    }
    return render(request, "programs/editor.html", context, status=status)


@require_POST
def start_draft(request: SignedInRequest, slug: str) -> HttpResponse:
    """Begin the next version with the chapters of the one in force."""
    program = get_administered_program_for(request.user, slug)
    handbook_services.start_draft(program)
    return redirect("programs:edit-handbook", slug=slug)


@require_POST
def discard_draft(request: SignedInRequest, slug: str) -> HttpResponse:
    """Throw the draft away; what is in force stays."""
    program = get_administered_program_for(request.user, slug)
    draft = draft_of(program)
    with refusals_said(request):
        if draft is not None:
            handbook_services.discard_draft(draft, began_from=request.POST.get(REVISION, ""))
        messages.success(request, _("Draft discarded. The published handbook hasn’t changed."))
    return redirect("programs:edit-handbook", slug=slug)


def _form(program: Program, data: QueryDict | None, chapter: Chapter | None = None) -> ChapterForm:
    kind = PeerChapterForm if program.is_peer else ChapterForm
    return kind(data, instance=copy(chapter))


@form_page
def add_chapter(request: SignedInRequest, slug: str) -> HttpResponse:
    """A new chapter at the end of the draft."""
    program = get_administered_program_for(request.user, slug)
    draft = draft_of(program)
    form = _form(program, posted(request))
    if draft is None:
        return chapter_gone(request, program, None, form)
    if request.method == "POST" and form.is_valid():
        try:
            chapter = chapter_services.add_chapter(draft, **form.cleaned_data)
        except (HandbookIsPublished, ChapterGone):
            return chapter_gone(request, program, None, form)
        messages.success(request, _("“%(title)s” added to the draft.") % {"title": chapter.title})
        return redirect("programs:edit-handbook", slug=slug)
    return chapter_page(request, draft, None, form)


@form_page
def edit_chapter(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """One chapter of the draft."""
    program = get_administered_program_for(request.user, slug)
    chapter = chapter_of(program, pk)
    form = _form(program, posted(request), chapter)
    if chapter is None or not chapter.version.is_draft:
        return chapter_gone(request, program, chapter, form)
    if request.method == "POST" and form.is_valid():
        try:
            chapter_services.edit_chapter(chapter, began_from=form.began_from, **form.cleaned_data)
        except EditedMeanwhile as error:
            refuse(form, error)
        except (HandbookIsPublished, ChapterGone):
            return chapter_gone(request, program, chapter, form)
        else:
            messages.success(request, _("“%(title)s” saved to the draft.") % {"title": chapter.title})
            return redirect("programs:edit-handbook", slug=slug)
    return chapter_page(request, chapter.version, chapter, form)


@require_POST
def preview_chapter(request: SignedInRequest, slug: str) -> HttpResponse:
    """The chapter as readers will see it, above the form with the unsaved text. Nothing is saved."""
    program = get_administered_program_for(request.user, slug)
    draft = draft_of(program)
    pk = read_number(request.POST.get("chapter"))
    chapter = None if pk is None else chapter_of(program, pk)
    form = _form(program, request.POST, chapter)
    if draft is None or (pk is not None and (chapter is None or not chapter.version.is_draft)):
        return chapter_gone(request, program, chapter, form)
    preview = render_markdown(request.POST.get("body", "")) if form.is_valid() else None
    return chapter_page(request, draft, chapter, form, preview=preview)


@require_POST
def carry_chapter(request: SignedInRequest, slug: str) -> HttpResponse:
    """Put a text whose draft is gone beside the same chapter of the draft that there is now, to be saved there."""
    program = get_administered_program_for(request.user, slug)
    draft, chapter = chapter_services.chapter_in_draft(program, slug=request.POST.get("chapter_slug", ""))
    form = _form(program, request.POST, chapter)
    stored = stored_fields(chapter, Chapter.TEXT) if chapter else {}
    if form.is_valid() and chapter and stored != form.cleaned_data:
        refuse(form, EditedMeanwhile(stored))
    return chapter_page(request, draft, chapter, form)


@require_POST
def move_chapter(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """One place up or down."""
    chapter = chapter_of(get_administered_program_for(request.user, slug), pk)
    direction: Literal["up", "down"] = "up" if request.POST.get("direction") == "up" else "down"
    with refusals_said(request):
        if chapter is None:
            raise ChapterGone(_("This chapter was deleted from the draft."))
        chapter_services.move_chapter(chapter, direction=direction)
    return redirect("programs:edit-handbook", slug=slug)


@require_POST
def delete_chapter(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take a chapter out of the draft."""
    chapter = chapter_of(get_administered_program_for(request.user, slug), pk)
    with refusals_said(request):
        if chapter is None:
            raise ChapterGone(_("This chapter was deleted from the draft."))
        chapter_services.delete_chapter(chapter, began_from=request.POST.get(REVISION, ""))
        messages.success(request, _("“%(title)s” deleted from the draft.") % {"title": chapter.title})
    return redirect("programs:edit-handbook", slug=slug)


@require_POST
def publish_handbook(request: SignedInRequest, slug: str) -> HttpResponse:
    """Put the draft in force."""
    program = get_administered_program_for(request.user, slug)
    draft = draft_of(program)
    if draft is None:
        return _nothing_to_publish(request, program)
    form = PublishForm(request.POST, instance=draft)
    if form.is_valid():
        try:
            version = handbook_services.publish_handbook(
                draft, by=request.user, now=timezone.now(), began_from=form.began_from, **form.cleaned_data
            )
        except (HandbookIsPublished, ChapterGone):
            return _nothing_to_publish(request, program)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Version %(n)d is published.") % {"n": version.number})
            return redirect("programs:show-handbook", slug=slug)
    return _editor(request, draft, form, status=422)


def _nothing_to_publish(request: SignedInRequest, program: Program) -> HttpResponse:
    """Somebody has published or discarded the draft; the note that was typed can be copied."""
    context = {
        "program": program,
        "published": published_handbook(program),
        "draft_is_gone": True,
        "change_note": request.POST.get("change_note", ""),
    }
    return render(request, "programs/editor_start.html", context, status=409)


@require_POST
def withdraw_handbook(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Take a version that has been replaced out of sight."""
    program = get_administered_program_for(request.user, slug)
    version = get_version_for(request.user, program, number)
    with refusals_said(request):
        handbook_services.withdraw_handbook(version)
        messages.success(request, _("Version %(n)d is withdrawn.") % {"n": number})
    return redirect("programs:show-handbook", slug=slug)

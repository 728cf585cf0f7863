"""Writing one chapter of the draft: its text, its pictures, its place."""

from typing import Literal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from core.body_limit import takes_pictures
from core.methods import form_page
from core.refusals import refusals_said
from core.revised_forms import REVISION, refuse
from core.revisions import EditedMeanwhile, stored_fields
from programs.access import get_administered_program_for
from programs.errors import ChapterGone, HandbookIsPublished
from programs.models import Chapter
from programs.queries.handbooks import chapter_of, draft_of
from programs.services import chapters as chapter_services
from programs.views.chapter_page import chapter_form, chapter_gone, chapter_page, posted_chapter
from programs.views.handbook_images import chosen_picture


@takes_pictures
@form_page
def add_chapter(request: SignedInRequest, slug: str) -> HttpResponse:
    """A new chapter at the end of the draft."""
    program = get_administered_program_for(request.user, slug)
    draft = draft_of(program)
    data, picture = chosen_picture(request, program)
    form = chapter_form(program, data)
    if draft is None:
        return chapter_gone(request, program, None, form)
    if request.method == "POST" and form.is_valid() and picture is None:
        try:
            chapter = chapter_services.add_chapter(draft, by=request.user, now=timezone.now(), **form.cleaned_data)
        except (HandbookIsPublished, ChapterGone):
            return chapter_gone(request, program, None, form)
        messages.success(request, _("“%(title)s” added to the draft.") % {"title": chapter.title})
        return redirect("programs:edit-handbook", slug=slug)
    return chapter_page(request, draft, None, form, picture)


@takes_pictures
@form_page
def edit_chapter(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """One chapter of the draft."""
    program = get_administered_program_for(request.user, slug)
    chapter = chapter_of(program, pk)
    data, picture = chosen_picture(request, program)
    form = chapter_form(program, data, chapter)
    if chapter is None or not chapter.version.is_draft:
        return chapter_gone(request, program, chapter, form)
    if request.method == "POST" and form.is_valid() and picture is None:
        try:
            chapter_services.edit_chapter(
                chapter, began_from=form.began_from, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except EditedMeanwhile as error:
            refuse(form, error)
        except (HandbookIsPublished, ChapterGone):
            return chapter_gone(request, program, chapter, form)
        else:
            messages.success(request, _("“%(title)s” saved to the draft.") % {"title": chapter.title})
            return redirect("programs:edit-handbook", slug=slug)
    return chapter_page(request, chapter.version, chapter, form, picture)


@takes_pictures
@require_POST
def preview_chapter(request: SignedInRequest, slug: str) -> HttpResponse:
    """The chapter as readers will see it, beside the form with the unsaved text. Nothing is saved."""
    program = get_administered_program_for(request.user, slug)
    draft = draft_of(program)
    chapter, gone = posted_chapter(request, program)
    form = chapter_form(program, request.POST, chapter)
    if draft is None or gone:
        return chapter_gone(request, program, chapter, form)
    form.is_valid()
    return chapter_page(request, draft, chapter, form)


@require_POST
def carry_chapter(request: SignedInRequest, slug: str) -> HttpResponse:
    """Put a text whose draft is gone beside the same chapter of the draft that there is now, to be saved there."""
    program = get_administered_program_for(request.user, slug)
    draft, chapter = chapter_services.chapter_in_draft(program, slug=request.POST.get("chapter_slug", ""))
    form = chapter_form(program, request.POST, chapter)
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

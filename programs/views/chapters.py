"""Writing one chapter of the draft: its text, its pictures, its place."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from core.body_limit import takes_pictures
from core.methods import form_page
from core.revised_forms import refuse
from core.revisions import EditedMeanwhile
from core.versions.pages import Writing, delete_posted, move_posted, note_open, write_part
from programs.access import get_administered_program_for
from programs.forms.handbooks import ChapterForm
from programs.models import Chapter, HandbookVersion, Program
from programs.queries.handbooks import chapter_of, draft_of
from programs.services import chapters as chapter_services
from programs.views.chapter_page import chapter_form, chapter_gone, chapter_page, preview_of
from programs.views.handbook_images import chosen_picture


@takes_pictures
@form_page
def add_chapter(request: SignedInRequest, slug: str) -> HttpResponse:
    """A new chapter at the end of the draft."""
    program = get_administered_program_for(request.user, slug)
    return _write(request, program, draft_of(program), None)


@takes_pictures
@form_page
def edit_chapter(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """One chapter of the draft."""
    program = get_administered_program_for(request.user, slug)
    chapter = chapter_of(program, pk)
    draft = chapter.version if chapter and chapter.version.is_draft else None
    return _write(request, program, draft, chapter)


def _write(
    request: SignedInRequest, program: Program, draft: HandbookVersion | None, chapter: Chapter | None
) -> HttpResponse:
    """The page of a chapter of the draft, which is None where it is gone."""
    data, picture = chosen_picture(request, program)
    form = chapter_form(program, data, chapter)
    if draft and picture:
        return chapter_page(request, draft, chapter, form, picture)
    writing = _writing(request, draft, chapter, form) if draft else None
    return write_part(request, form, writing, show_gone=lambda: chapter_gone(request, program, chapter, form))


def _writing(
    request: SignedInRequest, draft: HandbookVersion, chapter: Chapter | None, form: ChapterForm
) -> Writing[Chapter]:
    slug = draft.program.slug
    return Writing(
        part=chapter,
        save=lambda: _saved(request, draft, chapter, form),
        page=lambda: chapter_page(request, draft, chapter, form),
        back=reverse("programs:edit-handbook", args=[slug]),
        address=lambda saved: reverse("programs:edit-chapter", args=[slug, saved.pk]),
        opened=lambda saved: reverse("programs:say-chapter-open", args=[slug, saved.pk]),
    )


def _saved(request: SignedInRequest, draft: HandbookVersion, chapter: Chapter | None, form: ChapterForm) -> Chapter:
    by, now = request.user, timezone.now()
    if chapter is None:
        return chapter_services.add_chapter(draft, by=by, now=now, **form.cleaned_data)
    return chapter_services.edit_chapter(chapter, began_from=form.began_from, by=by, now=now, **form.cleaned_data)


@require_POST
def carry_chapter(request: SignedInRequest, slug: str) -> HttpResponse:
    """Put a text whose draft is gone beside the same chapter of the draft that there is now, to be saved there."""
    program = get_administered_program_for(request.user, slug)
    draft, chapter = chapter_services.chapter_in_draft(program, slug=request.POST.get("chapter_slug", ""))
    form = chapter_form(program, request.POST, chapter)
    stored = chapter.values() if chapter else {}
    if form.is_valid() and chapter and stored != form.cleaned_data:
        refuse(form, EditedMeanwhile(stored))
    return chapter_page(request, draft, chapter, form)


@require_POST
def live_preview(request: SignedInRequest, slug: str) -> HttpResponse:
    """For the script of the page: the text as readers would see it. Nothing is saved."""
    program = get_administered_program_for(request.user, slug)
    draft = draft_of(program)
    if draft is None:
        return JsonResponse({"html": ""}, status=422)
    chapters = list(draft.chapters.only("slug", "title", "version"))
    return JsonResponse({"html": preview_of(draft, chapters, request.POST.get("body", ""))})


@require_POST
def say_chapter_open(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """For the script of the page: note that the reader has the chapter open, and answer who else has."""
    return note_open(request, chapter_of(get_administered_program_for(request.user, slug), pk))


@require_POST
def move_chapter(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """One place up or down."""
    move_posted(request, chapter_of(get_administered_program_for(request.user, slug), pk))
    return redirect("programs:edit-handbook", slug=slug)


@require_POST
def delete_chapter(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take a chapter out of the draft."""
    delete_posted(request, chapter_of(get_administered_program_for(request.user, slug), pk))
    return redirect("programs:edit-handbook", slug=slug)

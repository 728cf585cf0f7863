"""The page of one chapter, and the page of a text whose draft is gone."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from accounts.requests import SignedInRequest
from programs.forms.handbooks import ChapterForm
from programs.models import Chapter, HandbookVersion, Program


def chapter_page(
    request: SignedInRequest,
    draft: HandbookVersion,
    chapter: Chapter | None,
    form: ChapterForm,
    preview: str | None = None,
) -> HttpResponse:
    """Render the form of a chapter of the draft; `chapter` is None for a new one."""
    context = {"program": draft.program, "draft": draft, "chapter": chapter, "form": form, "preview": preview}
    return render(request, "programs/editor_chapter.html", context, status=422 if form.errors else 200)


def chapter_gone(
    request: SignedInRequest, program: Program, chapter: Chapter | None, form: ChapterForm
) -> HttpResponse:
    """Keep what was typed: say why it cannot be saved here, and how it gets into the draft that there is now.

    Raises:
        Http404: nothing was typed.
    """
    if not form.is_bound:
        raise Http404
    published = chapter.version if chapter and not chapter.version.is_draft else None
    context = {"program": program, "chapter": chapter, "published": published, "form": form}
    return render(request, "programs/editor_gone.html", context, status=409)

"""The page of one chapter, and the page of a text whose draft is gone."""

from copy import copy

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render

from accounts.requests import SignedInRequest
from core.markdown import References
from core.markdown import render as render_markdown
from core.numbers import read_number
from programs.forms.handbooks import ChapterForm, PeerChapterForm, PictureForm
from programs.models import Chapter, HandbookVersion, Program
from programs.presentation.chapter_text import addresses_of, images_in
from programs.queries.handbooks import chapter_of


def chapter_form(program: Program, data: QueryDict | None, chapter: Chapter | None = None) -> ChapterForm:
    """Return the form of a chapter, which may write into its instance: it gets a copy."""
    kind = PeerChapterForm if program.is_peer else ChapterForm
    return kind(data, instance=copy(chapter))


def posted_chapter(request: SignedInRequest, program: Program) -> tuple[Chapter | None, bool]:
    """Return the chapter of the draft that a step beside saving is about, and whether it is gone.

    A chapter that is not stored yet is None and not gone.
    """
    pk = read_number(request.POST.get("chapter"))
    chapter = None if pk is None else chapter_of(program, pk)
    return chapter, pk is not None and (chapter is None or not chapter.version.is_draft)


def asks_for_json(request: SignedInRequest) -> bool:
    """Whether the page's script asks, which puts the answer where it belongs."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def chapter_page(
    request: SignedInRequest,
    draft: HandbookVersion,
    chapter: Chapter | None,
    form: ChapterForm,
    picture: PictureForm | None = None,
) -> HttpResponse:
    """Render the form of a chapter of the draft, and beside it what readers will see of the text in it.

    `chapter` is None for a new one; `picture` is what was posted to add a picture.
    """
    text = str(form["body"].value() or "")
    chapters = list(draft.chapters.only("slug", "title", "version"))
    known = References(addresses_of(draft, chapters), images_in(draft.program, [text]))
    context = {
        "program": draft.program,
        "draft": draft,
        "chapter": chapter,
        "form": form,
        "picture_form": picture or PictureForm(),
        "chapters": chapters,
        "preview": render_markdown(text, references=known),
    }
    refused = form.errors or (picture is not None and picture.errors)
    return render(request, "programs/editor_chapter.html", context, status=422 if refused else 200)


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

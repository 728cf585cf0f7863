"""The page of one chapter, and the page of a text whose draft is gone."""

import json
from collections.abc import Sequence
from copy import copy

from django.conf import settings
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from core.markdown import References
from core.markdown import render as render_markdown
from core.numbers import read_number
from core.versions.pages import opened_words, script_words
from programs.forms.handbooks import ChapterForm, PeerChapterForm, PictureForm
from programs.models import Chapter, HandbookVersion, Program
from programs.presentation.chapter_text import addresses_of, images_in
from programs.queries.handbooks import chapter_of

# What the other fields of a form with a picture may need, in bytes.
_ROOM_FOR_TEXT = 500_000


def chapter_form(program: Program, data: QueryDict | None, chapter: Chapter | None = None) -> ChapterForm:
    """Return the form of a chapter, which may write into its instance: it gets a copy."""
    kind = PeerChapterForm if program.is_peer else ChapterForm
    return kind(data, instance=copy(chapter))


def posted_chapter(request: SignedInRequest, program: Program) -> tuple[Chapter | None, bool]:
    """Return the chapter of the draft that a step beside saving is about, and whether it is gone.

    A chapter that is not stored yet is None and not gone.
    """
    pk = read_number(request.POST.get("part"))
    chapter = None if pk is None else chapter_of(program, pk)
    return chapter, pk is not None and (chapter is None or not chapter.version.is_draft)


def preview_of(draft: HandbookVersion, chapters: Sequence[Chapter], text: str) -> SafeString:
    """Return what readers would see of a text in the draft, whose chapters are given."""
    known = References(addresses_of(draft, chapters), images_in(draft.program, [text]))
    return render_markdown(text, references=known)


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
    chapters = list(draft.chapters.only("slug", "title", "version"))
    context = {
        "program": draft.program,
        "draft": draft,
        "part": chapter,
        "heading": chapter.title if chapter else _("A new chapter"),
        "form": form,
        **_addresses(draft.program.slug, chapter),
        "picture_form": picture or PictureForm(),
        "most_bytes": settings.LARGEST_PICTURE - _ROOM_FOR_TEXT,
        "script_words": json.dumps(script_words()),
        "chapters": chapters,
        "opened": opened_words(request, chapter, now=timezone.now()) if chapter else "",
        "preview": preview_of(draft, chapters, str(form["body"].value() or "")),
    }
    refused = form.errors or (picture is not None and picture.errors)
    return render(request, "programs/editor_chapter.html", context, status=422 if refused else 200)


def _addresses(slug: str, chapter: Chapter | None) -> dict[str, str]:
    addresses = {
        "save_url": reverse("programs:add-chapter", args=[slug]),
        "back_url": reverse("programs:edit-handbook", args=[slug]),
        "live_url": reverse("programs:live-preview", args=[slug]),
        "picture_url": reverse("programs:add-picture", args=[slug]),
    }
    if chapter:
        addresses["save_url"] = reverse("programs:edit-chapter", args=[slug, chapter.pk])
        addresses["history_url"] = reverse("programs:list-chapter-texts", args=[slug, chapter.pk])
        addresses["opened_url"] = reverse("programs:say-chapter-open", args=[slug, chapter.pk])
    return addresses


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
    context = {
        "part": chapter,
        "published": published,
        "form": form,
        "slug": chapter.slug if chapter else "",
        "carry_url": reverse("programs:carry-chapter", args=[program.slug]),
        "back_url": reverse("programs:edit-handbook", args=[program.slug]),
    }
    return render(request, "versions/part_gone.html", context, status=409)

"""What a chapter of the draft said before."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.versions.history_page import history_context, put_back_posted
from programs.access import get_administered_program_for
from programs.queries.handbooks import chapter_of


@require_safe
def list_texts(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """The earlier texts of a chapter of the draft, and the one that is chosen beside what is there now."""
    chapter = chapter_of(get_administered_program_for(request.user, slug), pk)
    if chapter is None or not chapter.version.is_draft:
        raise Http404
    context = history_context(request, chapter) | {
        "edit_url": reverse("programs:edit-chapter", args=[slug, pk]),
        "put_back_url": reverse("programs:put-chapter-back", args=[slug, pk]),
    }
    return render(request, "versions/history.html", context)


@require_POST
def put_back(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Give the chapter an earlier text again."""
    chapter = chapter_of(get_administered_program_for(request.user, slug), pk)
    put_back_posted(request, chapter, by=request.user)
    if chapter is None or not chapter.version.is_draft:
        return redirect("programs:edit-handbook", slug=slug)
    return redirect("programs:edit-chapter", slug=slug, pk=pk)

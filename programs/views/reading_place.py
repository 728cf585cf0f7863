"""The chapter that somebody read last, kept on their device: no page that is only read writes to the database.

The cookie is signed for its reader, so on a shared computer the next person is not told.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from programs.models import Chapter, Program

_COOKIE = "handbook_place"
_KEPT_FOR = timedelta(days=180)


def _salt(request: HttpRequest) -> str:
    return f"handbook-place-{request.user.pk}"


def keep_place(request: HttpRequest, response: HttpResponse, program: Program, chapter: Chapter) -> None:
    """Remember `chapter` for who has signed in, for half a year."""
    if not request.user.is_authenticated:
        return
    response.set_signed_cookie(
        _COOKIE,
        chapter.slug,
        salt=_salt(request),
        max_age=int(_KEPT_FOR.total_seconds()),
        path=reverse("programs:show-handbook", args=[program.slug]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def last_place(request: HttpRequest, chapters: Sequence[Chapter]) -> Chapter | None:
    """Return the one of `chapters` that the reader had open last, or None."""
    slug = request.get_signed_cookie(_COOKIE, default=None, salt=_salt(request), max_age=_KEPT_FOR)
    return next((chapter for chapter in chapters if chapter.slug == slug), None)

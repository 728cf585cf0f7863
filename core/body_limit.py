"""How much one request may send. What is larger is refused before any of it is read, and before anybody signs in."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

GetResponse = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., HttpResponse])

_ATTRIBUTE = "largest_body"


def takes_files(view: View) -> View:
    """Mark a view to which files are uploaded: it may be sent as much as `LARGEST_UPLOAD`."""
    setattr(view, _ATTRIBUTE, "LARGEST_UPLOAD")
    return view


def takes_pictures(view: View) -> View:
    """Mark a view to which pictures are uploaded: it may be sent as much as `LARGEST_PICTURE`.

    That is more than it accepts, so that who chose a picture from a good camera is told beside the field.
    """
    setattr(view, _ATTRIBUTE, "LARGEST_PICTURE")
    return view


class BodyLimitMiddleware:
    """Refuses a body that is larger than its view takes (413), or of a length that nobody said (411)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_args: Any) -> HttpResponse | None:
        limit: int = getattr(settings, getattr(view, _ATTRIBUTE, "DATA_UPLOAD_MAX_MEMORY_SIZE"))
        length = request.META.get("CONTENT_LENGTH") or ""
        if "HTTP_TRANSFER_ENCODING" in request.META and not length:
            return render(request, "413.html", status=411)
        if length.isascii() and length.isdigit() and (len(length) > len(str(limit)) or int(length) > limit):
            return render(request, "413.html", status=413)
        return None

"""When the database goes away for a moment, reads are tried once more, and forms come back to be sent again."""

import sys
from collections.abc import Callable
from typing import Any

from django.core.signals import got_request_exception
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

GetResponse = Callable[[HttpRequest], HttpResponse]

_FAULT = "_database_fault"
_CSRF_FIELD = "csrfmiddlewaretoken"
_SAFE = ("GET", "HEAD")
_RETRY_AFTER = "30"  # seconds


def is_transient(error: BaseException | None) -> bool:
    """Whether `error` is of the kind that is gone in a moment: a lost connection, a restart, a lock held too long."""
    if isinstance(error, InterfaceError):
        return True
    return isinstance(error, OperationalError) and "no such" not in str(error)


@receiver(got_request_exception)
def _note_fault(request: HttpRequest | None = None, **_rest: Any) -> None:
    """Remember what failed, wherever in the request it did; by the time the middleware sees it, it is a page."""
    error = sys.exc_info()[1]
    if request is not None and isinstance(error, DatabaseError | InterfaceError) and is_transient(error):
        setattr(request, _FAULT, True)


class DatabaseFaultMiddleware:
    """Reads twice what can be read twice; answers 503 to the rest, with the fields of the form that was sent.

    A read writes nothing in this house, so trying again is safe. A form is sent again by the person, who may look
    first whether it was saved.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        failed = _failed(request)
        if failed and request.method in _SAFE:
            close_old_connections()
            response = self.get_response(request)
            failed = _failed(request)
        return _try_again(request) if failed else response


def _failed(request: HttpRequest) -> bool:
    """Whether the database failed since this was last asked."""
    return bool(request.__dict__.pop(_FAULT, False))


def _try_again(request: HttpRequest) -> HttpResponse:
    fields = _typed(request)
    context = {"fields": fields, "action": request.get_full_path(), "posted": request.method not in _SAFE}
    if fields:
        context |= {"token": get_token(request), "files": bool(request.FILES)}
    headers = {"Retry-After": _RETRY_AFTER, "Cache-Control": "no-store"}
    return HttpResponse(render_to_string("503.html", context), status=503, headers=headers)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was posted by a form of ours; nothing of a form with a password, which no page may show."""
    if request.method in _SAFE or not getattr(request, "csrf_processing_done", False):
        return []
    if any("password" in name for name in request.POST):
        return []
    return [(name, value) for name, values in request.POST.lists() if name != _CSRF_FIELD for value in values]

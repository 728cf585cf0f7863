"""What every answer owes its reader: their own time zone, and that it is kept by nobody else.

And what no request may hold.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control

GetResponse = Callable[[HttpRequest], HttpResponse]


class InvalidFormsMiddleware:
    """Gives the invalid forms of libraries the status that ours have: 422."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        form = (response.context_data or {}).get("form")
        if request.method == "POST" and response.status_code == 200 and form is not None and form.errors:
            response.status_code = 422
        return response


class NullCharactersMiddleware:
    """Refuses a NUL in an address, in a query string or in a posted field: PostgreSQL fails at it.

    Uploaded files have their own readers.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_args: Any) -> None:
        if "\0" in request.path_info:
            raise Http404
        for fields in (request.GET, request.POST):
            if any("\0" in text for name, values in fields.lists() for text in (name, *values)):
                raise BadRequest("A field holds a NUL.")


class PersonalTimeZoneMiddleware:
    """Activates the signed-in person's zone for the length of a request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        with timezone.override(request.user.zone):
            return self.get_response(request)


class PrivatePagesMiddleware:
    """Keeps pages of a signed-in person out of every cache, so that nothing is left on a shared computer.

    A response that says itself how it may be stored keeps its word. Whoever signs out, or goes on as somebody else,
    takes along what pages have kept in the browser.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Asked before the view runs: the answer to signing out is private too.
        signed_in = request.user.is_authenticated
        person = request.user.pk
        response = self.get_response(request)
        if signed_in and request.user.pk != person:
            response.headers["Clear-Site-Data"] = '"storage"'
        if (signed_in or request.user.is_authenticated) and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

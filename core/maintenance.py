"""The site is closed for a while: every page says so until the file `MAINTENANCE_FILE` is gone.

A file, because the database is what is being restored. `manage.py maintenance` makes and removes it.
"""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

GetResponse = Callable[[HttpRequest], HttpResponse]

_HEALTH = "/health/"
_RETRY_AFTER = "600"  # seconds


def switch_file() -> Path:
    """Return the file that closes the site while it is there."""
    return Path(settings.MAINTENANCE_FILE)


class MaintenanceMiddleware:
    """Answers 503 in words while the site is closed. It asks neither the database nor the cache.

    Health checks go on to say what they find, so that nobody replaces a web server that only waits.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(_HEALTH) or not switch_file().exists():
            return self.get_response(request)
        headers = {"Retry-After": _RETRY_AFTER, "Cache-Control": "no-store"}
        return HttpResponse(render_to_string("maintenance.html"), status=503, headers=headers)

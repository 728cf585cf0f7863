"""The request of somebody who is signed in."""

from django.http import HttpRequest, QueryDict

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request that has passed `LoginRequiredMiddleware`."""

    user: User


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, which may be nothing, or None when the page is only read."""
    return request.POST if request.method == "POST" else None

"""What the views of this app have in common: who asks, and how a refusal reaches a form."""

from django.http import HttpRequest, QueryDict

from accounts.models import User
from core.revised_forms import refuse

__all__ = ["SignedInRequest", "posted", "refuse"]


class SignedInRequest(HttpRequest):
    """A request that has passed `LoginRequiredMiddleware`."""

    user: User


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, which may be nothing, or None when the page is only read."""
    return request.POST if request.method == "POST" else None

"""What the views of this app have in common: who asks, and how a refusal reaches a form."""

from django.forms import BaseForm
from django.http import HttpRequest, QueryDict

from accounts.errors import RuleBroken
from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request that has passed `LoginRequiredMiddleware`."""

    user: User


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, which may be nothing, or None when the page is only read."""
    return request.POST if request.method == "POST" else None


def refuse(form: BaseForm, error: RuleBroken) -> None:
    """Put the message of a broken rule beside its field, or above the form."""
    form.add_error(error.field if error.field in form.fields else None, error.message)

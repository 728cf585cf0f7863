"""What the views of this app have in common: who asks, and how a refusal reaches a form."""

from django.forms import BaseForm
from django.http import HttpRequest

from accounts.errors import RuleBroken
from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request that has passed `LoginRequiredMiddleware`."""

    user: User


def refuse(form: BaseForm, error: RuleBroken) -> None:
    """Put the message of a broken rule beside its field, or above the form."""
    form.add_error(error.field if error.field in form.fields else None, error.message)

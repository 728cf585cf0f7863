"""What every view of sessions needs: who reads, and how a refusal reaches the form."""

from typing import cast

from django import forms
from django.http import HttpRequest

from accounts.errors import RuleBroken
from accounts.models import User


def reader_of(request: HttpRequest) -> User:
    """Return the signed-in person; the middleware let nobody else through."""
    return cast(User, request.user)


def refused(form: forms.Form, error: RuleBroken) -> None:
    """Put the words of a refusal beside the field they belong to, or at the top of the form."""
    form.add_error(error.field if error.field in form.fields else None, error.message)

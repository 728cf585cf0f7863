"""How what a service refuses reaches the person who asked: beside the form, or as a message on the next page."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from core.errors import DomainError
from core.revised_forms import refuse


@contextmanager
def refusals_beside(form: forms.BaseForm, *, field: str = "") -> Iterator[None]:
    """Put a refusal of the block beside its field of `form`, or above the form; the page then shows the form again.

    Args:
        form: what was posted.
        field: where the message belongs when the refusal names no field.
    """
    try:
        yield
    except DomainError as error:
        error.field = error.field or field
        refuse(form, error)


@contextmanager
def refusals_said(request: HttpRequest) -> Iterator[None]:
    """Say a refusal of the block as a message on the page to which the view leads."""
    try:
        yield
    except DomainError as error:
        messages.error(request, error.message)

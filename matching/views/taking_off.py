"""Taking what was settled for a round off again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.utils import timezone

from accounts.requests import SignedInRequest
from core.refusals import refusals_said


def take_off(request: SignedInRequest, rows: QuerySet[Any], pk: int, *, do: Callable[..., None], done: str) -> None:
    """Do `do` with one of the rows and say that it is done, or why not; a second click finds nothing to do."""
    found: Model | None = rows.filter(pk=pk).first()
    if found is None:
        return
    with refusals_said(request):
        do(found, by=request.user, now=timezone.now())
        messages.success(request, done)

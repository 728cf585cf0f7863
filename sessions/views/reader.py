"""What every view of sessions needs: who reads, and how a refusal reaches the form."""

from typing import cast

from django.http import HttpRequest

from accounts.models import User
from core.revised_forms import refuse as refused

__all__ = ["reader_of", "refused"]


def reader_of(request: HttpRequest) -> User:
    """Return the signed-in person; the middleware let nobody else through."""
    return cast(User, request.user)

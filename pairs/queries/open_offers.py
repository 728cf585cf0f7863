"""Which two people are offered to each other and have not begun yet: the app of offers registers the answer."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

# Rows with `offered_in`, `offered_to` and `offered_mentor`: the keys of program, mentee and mentor.
OpenOffers = Callable[[], QuerySet[Any]]
_sources: list[OpenOffers] = []


def register_open_offers(source: OpenOffers) -> None:
    """Make the answer known; the last registration counts."""
    _sources[:] = [source]


def open_offers() -> QuerySet[Any]:
    """Return the open offers, each with `offered_in`, `offered_to` and `offered_mentor`."""
    [source] = _sources
    return source()

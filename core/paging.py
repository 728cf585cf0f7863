"""One page of a long list."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from core.numbers import read_number

Row = TypeVar("Row")


def page_of(request: HttpRequest, rows: Sequence[Row] | QuerySet[Any, Row], per_page: int) -> Page[Row]:
    """Return the page for which `?page=` asks: the first for what is no number, the last beyond the end."""
    return Paginator(rows, per_page).get_page(read_number(request.GET.get("page")) or 1)

"""One page of a long list."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from core.numbers import read_number

Row = TypeVar("Row")
PER_PAGE = 25


def page_of(
    request: HttpRequest,
    rows: Sequence[Row] | QuerySet[Any, Row],
    *,
    per_page: int = PER_PAGE,
    number: int | None = None,
) -> Page[Row]:
    """Return the page for which `?page=` asks: the first for what is no number, the last beyond the end.

    Args:
        request: asks for the page.
        rows: the whole list.
        per_page: how many of them a page holds; fewer where each is a card rather than a row.
        number: how many there are, where the caller has counted them.
    """
    paginator = Paginator(rows, per_page)
    if number is not None:
        paginator.count = number
    return paginator.get_page(read_number(request.GET.get("page")) or 1)

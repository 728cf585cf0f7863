"""What can be done with rows of a list: asked first, with whom it concerns, then done row by row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django import forms
from django.db import transaction
from django.db.models import Model

from core.errors import DomainError

S = TypeVar("S")
R = TypeVar("R", bound=Model)
# Told how many rows are done.
Report = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row with which something is not done.

    Attributes:
        name: of the row.
        why: in a sentence.
    """

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Action(Generic[S, R]):
    """One thing that is done with chosen rows.

    Attributes:
        key: as it stands in the address.
        label: of the button that leads to the question, without a number.
        question: from a number of rows to the heading of the page that asks.
        button: from a number of rows to the words of the button that does it.
        explain: what happens then, and who is told.
        why_not: from the chosen rows to those that are left out: key → reason.
        run: does it; returns those rows with which it could not be done.
        done: from a number of rows to what is said afterwards.
        form: what is asked beside, or None; made with the scope as `scope`.
        offered: whether it is offered in a scope.
        danger: whether the button warns.
        row_by_row: whether each row takes its time, so that hundreds are left to the worker.
    """

    key: str
    label: Any
    question: Callable[[int], str]
    button: Callable[[int], str]
    explain: Any
    why_not: Callable[[S, Sequence[R]], Mapping[Any, str]]
    run: Callable[[S, Sequence[R], Mapping[str, Any]], Sequence[LeftOut]]
    done: Callable[[int], str]
    form: Callable[..., forms.Form] | None = None
    offered: Callable[[S], bool] = lambda _scope: True
    danger: bool = False
    row_by_row: bool = False


def tell_nobody(_done: int) -> None:
    """Report to nobody: what is done at once needs no progress."""


def one_by_one(
    rows: Iterable[R], *, label: Callable[[R], str], do: Callable[[R], object], report: Report = tell_nobody
) -> list[LeftOut]:
    """Do something with each row in a transaction of its own; returns those that were refused, with the reason."""
    left_out = []
    for done, row in enumerate(rows, start=1):
        try:
            with transaction.atomic():
                do(row)
        except DomainError as refusal:
            left_out.append(LeftOut(label(row), str(refusal.message)))
        report(done)
    return left_out

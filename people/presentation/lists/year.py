"""What every list of a year depends on, and cells that several lists have."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.lists.actions import Report, tell_nobody
from core.lists.definition import Cell, Column, Empty
from programs.models import Cycle, CycleState, Program
from programs.policies import can_coordinate


@dataclass(frozen=True, slots=True)
class Year:
    """One year of a program, as its lists are read.

    Attributes:
        cycle: with its program and institution.
        reader: who reads.
        now: when.
        cycles: all years of the program, the newest first.
        report: told how many rows are done, where a page follows what the worker does.
    """

    cycle: Cycle
    reader: User
    now: datetime
    cycles: tuple[Cycle, ...] = ()
    report: Report = tell_nobody

    @property
    def program(self) -> Program:
        """The program of the year."""
        return self.cycle.program


def before_enrolling(year: Year) -> Any:
    """What is said of invitations while none are sent."""
    if year.cycle.state != CycleState.PLANNING:
        return ""
    return _("No invitations have been sent yet. They go out when enrollment opens.")


def ends(year: Year) -> bool:
    """Whether the year winds up or is over."""
    return year.cycle.state in (CycleState.CLOSING, CycleState.CLOSED)


def is_of_peers(year: Year) -> bool:
    """Whether everybody enrolled alike."""
    return year.program.is_peer


def has_mentors(year: Year) -> bool:
    """Whether its people are mentees and mentors."""
    return not year.program.is_peer


def coordinates(year: Year) -> bool:
    """Whether the reader coordinates the program: what administrators read, they do not change."""
    return can_coordinate(year.reader, year.program)


def person_cell(year: Year, person: User, *, note: Any = "") -> Cell:
    """The name of somebody who takes part, which leads to their page."""
    return Cell(person.display_name, note=note, url=reverse("people:show-person", args=[year.program.slug, person.pk]))


def day_cell(day: Any) -> Cell:
    """A day or an instant, or a dash."""
    return Cell(day=day) if day else Cell("–")


def text_cell(text: Any) -> Cell:
    """Words, or a dash."""
    return Cell(text or "–")


def value_column(
    key: str, heading: Any, read: Callable[[Any], Any], *, shown: Callable[[Any], Cell] = text_cell, **more: Any
) -> Column[Year, Any]:
    """A column of one value that `read` takes from a row: in a cell on pages, as it is in files."""
    return Column(key, heading, lambda _year, row: shown(read(row)), value=lambda _year, row: read(row), **more)


def import_first(title: Any) -> Empty:
    """What a list of people says while there is nobody."""
    return Empty(
        title,
        _("Most schools start with a list from their student office."),
        _("Import people"),
        lambda year: reverse("people:import-people", args=[year.program.slug]),
    )


YES_NO = (("yes", _("Yes")), ("no", _("Not yet")))

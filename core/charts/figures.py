"""What all figures have in common."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts.drawings import Drawing


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers behind a drawing, as text: the first column names the row."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(ABC):
    """Numbers with a title.

    Attributes:
        key: names it in its page and its files.
        title: what is shown, and of whom.
        finding: what it shows in one sentence; left empty, the figure says it itself.
        caption: what one has to know to read it, such as what it does not show.
        unanswered: how many of those asked left it out.
    """

    partial: ClassVar[str]

    key: str
    title: str
    finding: str = ""
    caption: str = ""
    unanswered: int = 0

    @property
    def headline(self) -> str:
        """The finding."""
        return self.finding or self.computed_finding

    @property
    @abstractmethod
    def computed_finding(self) -> str:
        """What the numbers show, in one sentence that claims no more than they do."""

    @property
    @abstractmethod
    def drawing(self) -> Drawing:
        """The chart."""

    @property
    @abstractmethod
    def table(self) -> Table:
        """The numbers."""

    @property
    @abstractmethod
    def withholds(self) -> bool:
        """Whether a number is not shown."""

    @property
    def has_intervals(self) -> bool:
        """Whether it draws 95 % intervals."""
        return False

    @property
    def notes(self) -> list[str]:
        """What stands below the drawing: the caption, and what every reader has to know."""
        notes = [self.caption] if self.caption else []
        if self.has_intervals:
            notes.append(_("Thin lines are 95% intervals."))
        if self.unanswered:
            left_out = ngettext("%(n)s person left this out.", "%(n)s people left this out.", self.unanswered)
            notes.append(left_out % {"n": self.unanswered})
        if self.withholds:
            notes.append(_("Hatched: too few people to show a number."))
        return notes

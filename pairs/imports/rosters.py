"""A roster of assessors or teachers, row by row: who has which role towards whom, in which course, and when.

Nothing here writes. A row that is not good fails alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.folding import fold
from core.tables.files import read_table
from core.tables.mapping import Mapping
from core.tables.table import Problem, Table
from pairs.imports.roster_columns import ASSESSOR, LAYOUT, STRANGERS, STUDENT, Side
from pairs.imports.roster_people import Found, RosterPeople
from pairs.models import Conflict
from pairs.queries.conflicts import Days, stated_by_rosters
from people.imports.asking import UnknownName
from programs.models import Program

_LONGEST_COURSE = 120


class Kind(models.TextChoices):
    """What happens to a row."""

    ATTENTION = "attention", gettext_lazy("need attention")
    NEW = "new", gettext_lazy("new conflicts")
    CHANGED = "changed", gettext_lazy("new dates")
    UNCHANGED = "unchanged", gettext_lazy("there already")
    LEFT_OUT = "left_out", gettext_lazy("left out")


_GOOD = (Kind.NEW, Kind.CHANGED, Kind.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Assessor:
    """What a good row says: `mentor` has a role towards `mentee`."""

    mentor: User
    mentee: User
    kind: str
    course: str
    starts_on: date | None
    ends_on: date | None


@dataclass(slots=True)
class RosterRow:
    """One row of a roster.

    Attributes:
        row: as the spreadsheet counts.
        mentor_as, mentee_as: what the file calls the two.
        assessor: what it says; None when that is not sure.
        problems: what is wrong with it.
        kind: what happens to it.
        before: the days that an earlier roster stated, where they change.
    """

    row: int
    mentor_as: str
    mentee_as: str
    assessor: Assessor | None = None
    problems: list[Problem] = field(default_factory=list)
    kind: Kind = Kind.ATTENTION
    before: Days | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """What a file says: its rows in their order, and whom it does not name surely."""

    rows: list[RosterRow]
    names: list[UnknownName]

    @property
    def counts(self) -> Counter[Kind]:
        """How many rows there are of each kind."""
        return Counter(row.kind for row in self.rows)

    def of(self, *kinds: Kind) -> list[RosterRow]:
        """Return the rows of these kinds."""
        return [row for row in self.rows if row.kind in kinds]

    @property
    def good(self) -> list[Assessor]:
        """What can be imported."""
        return [row.assessor for row in self.of(*_GOOD) if row.assessor]


def read_roster(
    content: bytes, *, program: Program, leave_out_unknown: bool = False, mapping: Mapping | None = None
) -> Roster:
    """Check a roster, every cell of it.

    Args:
        content: the file.
        program: for which it is imported; addresses are looked up in all programs of its school.
        leave_out_unknown: pass over rows with an address that nobody here has. The mapping may say so, too.
        mapping: what its columns mean; without one its headings say so.

    Raises:
        UnreadableFile: the file as a whole cannot be read.
    """
    table = read_table(content, LAYOUT, mapping)
    skip = leave_out_unknown or (mapping is not None and skips_strangers(mapping))
    return check_roster(table, program=program, leave_out_unknown=skip, mapping=mapping)


def skips_strangers(mapping: Mapping) -> bool:
    """Whether somebody said that rows about people who are not here are passed over."""
    return mapping.same.get(STRANGERS) == "skip"


def check_roster(table: Table, *, program: Program, leave_out_unknown: bool, mapping: Mapping | None) -> Roster:
    """Check the rows of a table. Arguments as for `read_roster`."""
    people, stated = RosterPeople(program, mapping), stated_by_rosters(program.institution)
    faults: dict[int, list[Problem]] = defaultdict(list)
    for problem in table.problems:
        faults[problem.row].append(problem)
    first: dict[tuple[int, int, str, str], int] = {}
    rows = []
    for number, texts in table.rows:
        cells = _Cells(number, dict(zip(table.header, texts, strict=True)))
        row = RosterRow(number, cells.person_as(ASSESSOR), cells.person_as(STUDENT))
        rows.append(row)
        if leave_out_unknown and cells.are_about_strangers(people):
            row.kind = Kind.LEFT_OUT
            continue
        pair = [people.find(side, cells.person_as(side), number) for side in (ASSESSOR, STUDENT)]
        if any(found.left_out for found in pair):
            row.kind = Kind.LEFT_OUT
            continue
        row.assessor, row.problems = cells.read(*pair)
        row.problems = faults[number] + row.problems
        if row.assessor and not row.problems:
            _settle(row, row.assessor, stated, first)
    return Roster(rows, people.asked.names)


def _settle(
    row: RosterRow,
    said: Assessor,
    stated: dict[tuple[int, int, str, str], Days],
    first: dict[tuple[int, int, str, str], int],
) -> None:
    """Say what happens to a row without a problem of its own."""
    key = (said.mentor.pk, said.mentee.pk, said.kind, said.course)
    if key in first:
        row.problems.append(Problem(row.row, "", _("Row %(row)d says the same.") % {"row": first[key]}))
        return
    first[key] = row.row
    days = stated.get(key)
    if days is None:
        row.kind = Kind.NEW
    elif days == (said.starts_on, said.ends_on):
        row.kind = Kind.UNCHANGED
    else:
        row.kind, row.before = Kind.CHANGED, days


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of one row, by column; an absent column is empty."""

    number: int
    cells: dict[str, str]

    def read(self, assessor: Found, student: Found) -> tuple[Assessor | None, list[Problem]]:
        """The row as an assessor, or None with what is wrong in it."""
        found = ((ASSESSOR, assessor), (STUDENT, student))
        problems = [self._about(side, each.problem) for side, each in found if each.problem]
        mentor, mentee = assessor.user, student.user
        starts_on, ends_on = (self._day(name, problems) for name in ("starts_on", "ends_on"))
        kind, course = self._kind(problems), self._course(problems)
        problems += self._whole_row(mentor, mentee, starts_on, ends_on)
        if problems or mentor is None or mentee is None:
            return None, problems
        return Assessor(mentor, mentee, kind, course, starts_on, ends_on), []

    def are_about_strangers(self, people: RosterPeople) -> bool:
        """Whether an address is given that nobody here has."""
        said = [self.person_as(side) for side in (ASSESSOR, STUDENT)]
        return all(said) and any(map(people.is_stranger, said))

    def person_as(self, side: Side) -> str:
        """What the row calls one of the two: by address, or else by name."""
        return self.said(side.email) or self.said(side.name)

    def said(self, column: str) -> str:
        """What stands in the column."""
        return self.cells.get(column, "")

    def _problem(self, column: str, message: str) -> Problem:
        return Problem(self.number, column, message, self.said(column)[:60])

    def _about(self, side: Side, message: str) -> Problem:
        return self._problem(side.name if self.said(side.name) and not self.said(side.email) else side.email, message)

    def _kind(self, problems: list[Problem]) -> str:
        words = {
            fold(text).replace("_", " ").replace("-", " "): kind.value
            for kind in Conflict.Kind
            for text in (kind.value, str(kind.label))
        }
        text = fold(self.said("kind")).replace("_", " ").replace("-", " ")
        if text and text not in words:
            problems.append(self._problem("kind", _("Enter grades, line-manages, family, treats or other.")))
        return words.get(text, Conflict.Kind.GRADES.value)

    def _course(self, problems: list[Problem]) -> str:
        course = self.said("course")
        if len(course) > _LONGEST_COURSE:
            problems.append(self._problem("course", _("Shorten this to 120 letters.")))
        return course

    def _day(self, column: str, problems: list[Problem]) -> date | None:
        text = self.said(column).removesuffix("T00:00:00").removesuffix(" 00:00:00")
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            problems.append(self._problem(column, _("Enter the date as 2026-09-01.")))
            return None

    def _whole_row(
        self, mentor: User | None, mentee: User | None, starts_on: date | None, ends_on: date | None
    ) -> Iterator[Problem]:
        if mentor is not None and mentor == mentee:
            yield self._about(STUDENT, _("Both addresses belong to the same person."))
        if starts_on and ends_on and ends_on < starts_on:
            yield self._problem("ends_on", _("The last day is before the first."))

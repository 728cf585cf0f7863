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
from core.addresses import same_address
from core.folding import fold
from core.tables.files import read_table
from core.tables.mapping import Mapping
from core.tables.table import Problem, Table
from pairs.imports.roster_columns import LAYOUT, STRANGERS
from pairs.models import Conflict
from pairs.queries.conflicts import Days, stated_by_rosters
from people.models import Enrollment, MentorParticipation
from programs.models import Institution

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
    """What a file says: its rows in their order."""

    rows: list[RosterRow]

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


def people_by_email(institution: Institution) -> dict[str, User]:
    """The people who take part in a program of the institution, by address in lower case."""
    return mentors_by_email(institution) | mentees_by_email(institution)


def mentors_by_email(institution: Institution) -> dict[str, User]:
    """Those of them who mentor, in whatever year."""
    mentors = MentorParticipation.objects.filter(cycle__program__institution=institution).values("mentor")
    return {user.email: user for user in User.objects.filter(pk__in=mentors)}


def mentees_by_email(institution: Institution) -> dict[str, User]:
    """Those of them who are enrolled, in whatever year."""
    mentees = Enrollment.objects.filter(cycle__program__institution=institution).values("mentee")
    return {user.email: user for user in User.objects.filter(pk__in=mentees)}


def read_roster(
    content: bytes, *, institution: Institution, leave_out_unknown: bool = False, mapping: Mapping | None = None
) -> Roster:
    """Check a roster, every cell of it.

    Args:
        content: the file.
        institution: whose people the addresses are looked up in.
        leave_out_unknown: pass over rows with an address that nobody here has. The mapping may say so, too.
        mapping: what its columns mean; without one its headings say so.

    Raises:
        UnreadableFile: the file as a whole cannot be read.
    """
    table = read_table(content, LAYOUT, mapping)
    skip = leave_out_unknown or (mapping is not None and skips_strangers(mapping))
    return check_roster(table, institution=institution, leave_out_unknown=skip)


def skips_strangers(mapping: Mapping) -> bool:
    """Whether somebody said that rows about people who are not here are passed over."""
    return mapping.same.get(STRANGERS) == "skip"


def check_roster(table: Table, *, institution: Institution, leave_out_unknown: bool) -> Roster:
    """Check the rows of a table. Arguments as for `read_roster`."""
    people, stated = people_by_email(institution), stated_by_rosters(institution)
    faults: dict[int, list[Problem]] = defaultdict(list)
    for problem in table.problems:
        faults[problem.row].append(problem)
    first: dict[tuple[int, int, str, str], int] = {}
    rows = []
    for number, texts in table.rows:
        cells = _Cells(number, dict(zip(table.header, texts, strict=True)))
        row = RosterRow(number, cells.said("assessor_email"), cells.said("mentee_email"))
        rows.append(row)
        if leave_out_unknown and cells.are_about_strangers(people):
            row.kind = Kind.LEFT_OUT
            continue
        row.assessor, row.problems = cells.read(people)
        row.problems = faults[number] + row.problems
        if row.assessor and not row.problems:
            _settle(row, row.assessor, stated, first)
    return Roster(rows)


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

    def read(self, people: dict[str, User]) -> tuple[Assessor | None, list[Problem]]:
        """The row as an assessor, or None with what is wrong in it."""
        problems: list[Problem] = []
        mentor = self._person("assessor_email", people, problems)
        mentee = self._person("mentee_email", people, problems)
        starts_on, ends_on = (self._day(name, problems) for name in ("starts_on", "ends_on"))
        kind, course = self._kind(problems), self._course(problems)
        problems += self._whole_row(mentor, mentee, starts_on, ends_on)
        if problems or mentor is None or mentee is None:
            return None, problems
        return Assessor(mentor, mentee, kind, course, starts_on, ends_on), []

    def are_about_strangers(self, people: dict[str, User]) -> bool:
        """Whether an address is given that nobody here has."""
        addresses = [same_address(self.said(name)) for name in ("assessor_email", "mentee_email")]
        return all(addresses) and not all(address in people for address in addresses)

    def said(self, column: str) -> str:
        """What stands in the column."""
        return self.cells.get(column, "")

    def _problem(self, column: str, message: str) -> Problem:
        return Problem(self.number, column, message, self.said(column)[:60])

    def _person(self, column: str, people: dict[str, User], problems: list[Problem]) -> User | None:
        person = people.get(same_address(self.said(column)))
        if not self.said(column):
            problems.append(self._problem(column, _("An address is missing.")))
        elif person is None:
            problems.append(self._problem(column, _("Nobody in this school’s programs has this address.")))
        return person

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
            yield self._problem("mentee_email", _("Both addresses belong to the same person."))
        if starts_on and ends_on and ends_on < starts_on:
            yield self._problem("ends_on", _("The last day is before the first."))

"""An allocation made elsewhere, every row of it checked as a pair by hand is. Nothing here writes."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.tables.columns import Column, Layout
from core.tables.files import read_table
from core.tables.mapping import Mapping
from core.tables.table import Problem, Table
from pairs.errors import AlreadyPaired, NotEligible, OwnPair
from pairs.queries.allocations import Standing, standing_in
from people.errors import PlacesTaken
from people.imports.asking import KNOWN_MENTEE, KNOWN_MENTOR, Asked, UnknownName, who_is_meant
from people.imports.finding import Directory, Finding, Known
from people.imports.person_columns import MENTEE_COLUMNS, MENTOR_COLUMNS, PERSON_ALIASES
from programs.models import Cycle

ALLOCATION = Layout(
    (*MENTEE_COLUMNS, *MENTOR_COLUMNS, Column(KNOWN_MENTEE, ""), Column(KNOWN_MENTOR, "")),
    PERSON_ALIASES,
    one_of=(("mentee_email", "mentee_name", "mentee_given_name"), ("mentor_email", "mentor_name")),
)
_SHOWN = 60


class Kind(models.TextChoices):
    """What happens to a row."""

    ATTENTION = "attention", gettext_lazy("need attention")
    NEW = "new", gettext_lazy("new pairs")
    UNCHANGED = "unchanged", gettext_lazy("paired already")
    LEFT_OUT = "left_out", gettext_lazy("left out")


@dataclass(slots=True)
class AllocatedPair:
    """One row of an allocation.

    Attributes:
        row: as the spreadsheet counts.
        mentee_as, mentor_as: what the file calls the two.
        mentee, mentor: who they are; None when that is not sure.
        problems: why the two cannot be paired.
        kind: what happens to the row.
    """

    row: int
    mentee_as: str
    mentor_as: str
    mentee: Known | None = None
    mentor: Known | None = None
    problems: list[Problem] = field(default_factory=list)
    kind: Kind = Kind.ATTENTION


@dataclass(frozen=True, slots=True)
class Allocation:
    """What a file says: its rows in their order, and whom it does not name surely."""

    rows: list[AllocatedPair]
    names: list[UnknownName]

    @property
    def counts(self) -> Counter[Kind]:
        """How many rows there are of each kind."""
        return Counter(row.kind for row in self.rows)

    def of(self, kind: Kind) -> list[AllocatedPair]:
        """Return the rows of one kind."""
        return [row for row in self.rows if row.kind == kind]

    @property
    def ready(self) -> list[tuple[int, int, int]]:
        """(row, enrollment, participation) of the pairs that can be made."""
        return [(row.row, row.mentee.key, row.mentor.key) for row in self.of(Kind.NEW) if row.mentee and row.mentor]


def read_allocation(
    content: bytes, *, cycle: Cycle, by: User | None, now: datetime, mapping: Mapping | None = None
) -> Allocation:
    """Return the pairs in a file, and what is wrong with them.

    Args:
        content: the file.
        cycle: the year in which they are paired.
        by: who would make the pairs, and never their own.
        now: the instant.
        mapping: what its columns mean; without one its headings say so.

    Raises:
        UnreadableFile: the file as a whole cannot be read.
    """
    return check_allocation(read_table(content, ALLOCATION, mapping), cycle=cycle, by=by, now=now, mapping=mapping)


def check_allocation(
    table: Table, *, cycle: Cycle, by: User | None, now: datetime, mapping: Mapping | None
) -> Allocation:
    """Return the pairs of a table, each checked. Arguments as for `read_allocation`."""
    words = mapping.words if mapping else {}
    standing = standing_in(cycle, now=now)
    checker = _Checker(
        standing,
        Directory(standing.mentees, words.get(KNOWN_MENTEE)),
        Directory(standing.mentors, words.get(KNOWN_MENTOR)),
        by.pk if by else 0,
    )
    return checker.check(table)


class _Checker:
    def __init__(self, standing: Standing, mentees: Directory, mentors: Directory, by: int) -> None:
        self.standing, self.mentees, self.mentors, self.by = standing, mentees, mentors, by
        self.asked = Asked()
        self.rows_of: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.room = dict(standing.room)

    def check(self, table: Table) -> Allocation:
        rows = [self._row(number, dict(zip(table.header, cells, strict=True))) for number, cells in table.rows]
        faults = {problem.row: problem for problem in table.problems}
        for row in rows:
            if row.row in faults:
                row.problems.insert(0, faults[row.row])
                row.kind = Kind.ATTENTION
        return Allocation(rows, self.asked.names)

    def _row(self, number: int, cells: dict[str, str]) -> AllocatedPair:
        given, family = cells.get("mentee_given_name", ""), cells.get("mentee_family_name", "")
        name = cells.get("mentee_name") or f"{given} {family}".strip()
        email, mentor_as = cells.get("mentee_email", ""), cells.get("mentor_email") or cells.get("mentor_name", "")
        row = AllocatedPair(number, email or name, mentor_as)
        mentee = self.mentees.find(row.mentee_as, name if email else "") if row.mentee_as else Finding()
        mentor = self.mentors.find(mentor_as, cells.get("mentor_name", "")) if mentor_as else Finding()
        row.mentee, row.mentor = mentee.person, mentor.person
        if mentee.left_out or mentor.left_out:
            row.kind = Kind.LEFT_OUT
            return row
        row.problems += self._unknown(row, KNOWN_MENTEE, row.mentee_as, mentee)
        row.problems += self._unknown(row, KNOWN_MENTOR, mentor_as, mentor)
        if row.mentee and row.mentor:
            self._settle(row, row.mentee, row.mentor)
        return row

    def _unknown(self, row: AllocatedPair, who: str, word: str, found: Finding) -> Iterator[Problem]:
        if found.person:
            return
        if word:
            self.asked.ask(who, word, row.row, found)
        texts = {
            KNOWN_MENTEE: ("mentee_email", _("Nobody here is known as this in the year.")),
            KNOWN_MENTOR: ("mentor_email", _("No mentor who is ready is known as this.")),
        }
        column, text = texts[who]
        yield Problem(row.row, column, who_is_meant(found) or text, word[:_SHOWN])

    def _settle(self, row: AllocatedPair, mentee: Known, mentor: Known) -> None:
        if mentor.user in self.standing.paired.get(mentee.user, ()):
            row.kind = Kind.UNCHANGED
            return
        refusal = self._refusal(mentee, mentor)
        if refusal:
            row.problems.append(Problem(row.row, "", refusal))
            return
        self.rows_of[mentee.key].append((row.row, mentor.key))
        self.room[mentor.key] -= 1
        row.kind = Kind.NEW

    def _refusal(self, mentee: Known, mentor: Known) -> str:
        """Why the two cannot be paired, in the words of pairing by hand; empty when they can."""
        if self.by in (mentee.user, mentor.user):
            return OwnPair().message
        paired, rows = len(self.standing.paired.get(mentee.user, ())), self.rows_of[mentee.key]
        if paired >= self.standing.each:
            return AlreadyPaired().message
        same = next((number for number, other in rows if other == mentor.key), 0)
        if same or paired + len(rows) >= self.standing.each:
            return _("Row %(row)s pairs this mentee already.") % {"row": same or rows[-1][0]}
        if mentee.key not in self.standing.waiting:
            return _("They haven’t enrolled in this year, or have left it.")
        if mentee.user in self.standing.offered:
            return _("They have an open offer. Wait for the answers, or close the offer first.")
        if mentee.user == mentor.user or (mentee.user, mentor.user) in self.standing.barred:
            return NotEligible().message
        if self.room[mentor.key] < 1:
            return PlacesTaken().message
        return ""

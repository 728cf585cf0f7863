"""A roster of assessors or teachers as checked rows: who has which role towards whom, in which course, and when."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.addresses import same_address
from core.folding import fold
from core.tables.columns import Column, Layout, aliases_of
from core.tables.files import read_table
from core.tables.table import Problem, Table
from pairs.models import Conflict
from people.models import Enrollment, MentorParticipation
from programs.models import Institution

_WORDS = {
    "assessor_email": (
        "assessor; mentor email; teacher email; examiner; examiner email; supervisor email; courriel de l'évaluateur; "
        "enseignant; prüfer; prüferin; lehrende; correo del evaluador; docente; mwalimu; المقيم; المدرس"
    ),
    "mentee_email": (
        "student email; mentee; student; courriel de l'étudiant; étudiant; studierende; student in; correo del "
        "estudiante; estudiante; mwanafunzi; الطالب"
    ),
    "kind": "role; relation; rôle; rolle; rol; jukumu; الدور",
    "course": "rotation; module; block; cours; stage; kurs; modul; curso; rotación; kozi; المقرر; المساق",
    "starts_on": "from; start; start date; first day; du; début; von; beginn; desde; inicio; kuanzia; من",
    "ends_on": "until; to; end; end date; last day; au; fin; bis; ende; hasta; fin de curso; hadi; إلى",
}
# What is said of the whole roster; no column of a file means it.
STRANGERS = "people_not_here"

LAYOUT = Layout(
    (
        Column(
            "assessor_email",
            gettext_lazy("the email address of the person who grades, manages or treats"),
            required=True,
            label=gettext_lazy("Assessor’s email address"),
        ),
        Column(
            "mentee_email",
            gettext_lazy("the email address of the student"),
            required=True,
            label=gettext_lazy("Student’s email address"),
        ),
        Column(
            "kind",
            gettext_lazy("grades, line-manages, family, treats or other; empty means grades"),
            label=gettext_lazy("What the role is"),
        ),
        Column("course", gettext_lazy("course or rotation, up to 120 letters"), label=gettext_lazy("Course")),
        Column(
            "starts_on",
            gettext_lazy("first day, as 2026-09-01; empty if it already applies"),
            day=True,
            label=gettext_lazy("First day"),
        ),
        Column(
            "ends_on",
            gettext_lazy("last day, as 2026-12-18; empty if it has no end"),
            day=True,
            label=gettext_lazy("Last day"),
        ),
        Column(STRANGERS, ""),
    ),
    aliases_of(_WORDS),
)
HEADINGS = [column.name for column in LAYOUT.columns if column.help]
_LONGEST_COURSE = 120


@dataclass(frozen=True, slots=True)
class Assessor:
    """One good row: `mentor` has a role towards `mentee`."""

    mentor: User
    mentee: User
    kind: str
    course: str
    starts_on: date | None
    ends_on: date | None


@dataclass(slots=True)
class Roster:
    """A checked file: its good rows, its problems, and how many rows were about people who are not here."""

    rows: list[Assessor] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: int = 0


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


def read_roster(content: bytes, *, institution: Institution, leave_out_unknown: bool) -> Roster:
    """Check a roster, every cell of it. It may be imported when there is no problem.

    Args:
        content: a CSV file in UTF-8 or a workbook.
        institution: whose people the addresses are looked up in.
        leave_out_unknown: pass over rows with an address that nobody here has, instead of reporting them.

    Raises:
        UnreadableFile: the file as a whole cannot be read.
    """
    return check_roster(read_table(content, LAYOUT), institution=institution, leave_out_unknown=leave_out_unknown)


def check_roster(table: Table, *, institution: Institution, leave_out_unknown: bool) -> Roster:
    """Check the rows of a table. Arguments as for `read_roster`."""
    people = people_by_email(institution)
    roster = Roster(problems=list(table.problems))
    first: dict[tuple[int, int, str, str], int] = {}
    for number, cells in table.rows:
        row = _Row(number, dict(zip(table.header, cells, strict=True)))
        if leave_out_unknown and row.is_about_strangers(people):
            roster.left_out += 1
            continue
        assessor, problems = row.read(people)
        if assessor:
            key = (assessor.mentor.pk, assessor.mentee.pk, assessor.kind, assessor.course)
            if key in first:
                problems = [Problem(number, "", _("Row %(row)d says the same.") % {"row": first[key]})]
            else:
                first[key] = number
                roster.rows.append(assessor)
        roster.problems += problems
    return roster


@dataclass(frozen=True, slots=True)
class _Row:
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

    def is_about_strangers(self, people: dict[str, User]) -> bool:
        """Whether an address is given that nobody here has."""
        addresses = [same_address(self._cell(name)) for name in ("assessor_email", "mentee_email")]
        return all(addresses) and not all(address in people for address in addresses)

    def _cell(self, column: str) -> str:
        return self.cells.get(column, "")

    def _problem(self, column: str, message: str) -> Problem:
        return Problem(self.number, column, message, self._cell(column)[:60])

    def _person(self, column: str, people: dict[str, User], problems: list[Problem]) -> User | None:
        person = people.get(same_address(self._cell(column)))
        if not self._cell(column):
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
        text = fold(self._cell("kind")).replace("_", " ").replace("-", " ")
        if text and text not in words:
            problems.append(self._problem("kind", _("Enter grades, line-manages, family, treats or other.")))
        return words.get(text, Conflict.Kind.GRADES.value)

    def _course(self, problems: list[Problem]) -> str:
        course = self._cell("course")
        if len(course) > _LONGEST_COURSE:
            problems.append(self._problem("course", _("Shorten this to 120 letters.")))
        return course

    def _day(self, column: str, problems: list[Problem]) -> date | None:
        text = self._cell(column).removesuffix("T00:00:00").removesuffix(" 00:00:00")
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

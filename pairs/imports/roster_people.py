"""Whom a roster names: by address among everybody in the school's programs, by name among the people of one program."""

from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.models import User
from core.addresses import same_address
from core.tables.mapping import Mapping
from pairs.imports.roster_columns import ASSESSOR, STUDENT, Side
from people.imports.asking import Asked, who_is_meant
from people.imports.finding import Directory, Finding, Known
from people.models import Enrollment, MentorParticipation
from programs.models import Institution, Program


def mentors_by_email(institution: Institution) -> dict[str, User]:
    """Return those who mentor in a program of the institution, in whatever year, by address in lower case."""
    mentors = MentorParticipation.objects.filter(cycle__program__institution=institution).values("mentor")
    return {user.email: user for user in User.objects.filter(pk__in=mentors)}


def mentees_by_email(institution: Institution) -> dict[str, User]:
    """Return those who are enrolled in a program of the institution, in whatever year, by address in lower case."""
    mentees = Enrollment.objects.filter(cycle__program__institution=institution).values("mentee")
    return {user.email: user for user in User.objects.filter(pk__in=mentees)}


@dataclass(frozen=True, slots=True)
class Found:
    """Who a cell is about.

    Attributes:
        user: the person; None when that is not sure.
        problem: what to do then.
        left_out: whether somebody said that nobody is meant.
    """

    user: User | None = None
    problem: str = ""
    left_out: bool = False


@dataclass
class RosterPeople:
    """Finds the people of a roster.

    Names are looked up in the program alone, because its coordinator is shown who may be meant.

    Attributes:
        program: for which the roster is imported.
        mapping: what was said of its names.
        asked: names that are not sure.
    """

    program: Program
    mapping: Mapping | None = None
    asked: Asked = field(default_factory=Asked)

    @cached_property
    def by_email(self) -> dict[str, User]:
        """Everybody in a program of the school."""
        institution = self.program.institution
        return mentors_by_email(institution) | mentees_by_email(institution)

    def is_stranger(self, text: str) -> bool:
        """Whether this is an address that nobody here has."""
        return "@" in text and same_address(text) not in self.by_email

    def find(self, side: Side, text: str, row: int) -> Found:
        """Return who is meant by an address or a name."""
        if not text:
            return Found(problem=_("An address is missing."))
        if user := self.by_email.get(same_address(text)):
            return Found(user)
        if "@" in text:
            return Found(problem=_("Nobody in this school’s programs has this address."))
        return self._named(side, text, row)

    def _named(self, side: Side, text: str, row: int) -> Found:
        directory = self._assessors if side == ASSESSOR else self._students
        found: Finding = directory.find(text)
        if found.left_out or found.person:
            return Found(self.by_email.get(found.person.email) if found.person else None, left_out=found.left_out)
        self.asked.ask(side.who, text, row, found)
        return Found(problem=who_is_meant(found) or _("Nobody in this program is surely known as this."))

    @cached_property
    def _assessors(self) -> Directory:
        rows = MentorParticipation.objects.filter(cycle__program=self.program).values_list("mentor", "department")
        return self._directory(ASSESSOR, dict(rows))

    @cached_property
    def _students(self) -> Directory:
        rows = Enrollment.objects.filter(cycle__program=self.program).values_list("mentee", "cohort")
        return self._directory(STUDENT, dict(rows))

    def _directory(self, side: Side, groups: dict[int, str]) -> Directory:
        known = [
            Known(user.pk, user.pk, user.email, f"{user.given_name} {user.family_name}".strip(), groups[user.pk])
            for user in self.by_email.values()
            if user.pk in groups
        ]
        return Directory(known, self.mapping.words.get(side.who) if self.mapping else None)

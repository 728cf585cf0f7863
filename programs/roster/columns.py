"""The columns of a file of people: the one home of their names, for the check, the template and the manual."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.text import clean_line

SEPARATOR = ";"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: as it stands in the header.
        help: what belongs into it, for the template and the page.
        required: whether every row needs it.
        profile: whether it is a field of the person's profile.
        day: whether a day belongs into it; elsewhere a day is what the spreadsheet program made of other words.
    """

    name: str
    help: Any
    required: bool = False
    profile: bool = False
    day: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """What the header of a file may hold.

    Attributes:
        columns: every column that is known.
        aliases: other words for them, as `name_of` writes them.
    """

    columns: tuple[Column, ...]
    aliases: dict[str, str]

    @property
    def names(self) -> list[str]:
        """The names of all columns."""
        return [column.name for column in self.columns]

    @property
    def required(self) -> list[str]:
        """The names of those that a file must have."""
        return [column.name for column in self.columns if column.required]

    @property
    def days(self) -> frozenset[str]:
        """The names of those that hold days."""
        return frozenset(column.name for column in self.columns if column.day)

    def fits(self, cells: Iterable[str]) -> bool:
        """Whether `cells` are a header with all columns that are needed."""
        return {self.name_of(cell) for cell in cells} >= set(self.required)

    def name_of(self, heading: str) -> str:
        """The name of the column that `heading` means: case, spaces, hyphens and a few synonyms do not matter."""
        name = "_".join(clean_line(heading).lower().replace("-", " ").replace("_", " ").split())
        return self.aliases.get(name, name)


COLUMNS = (
    Column("role", _("mentee or mentor"), required=True),
    Column("email", _("the school’s address; people sign in with it, and it tells them apart"), required=True),
    Column("given_name", _("up to 80 letters; someone with only one name has it here"), required=True, profile=True),
    Column("family_name", _("up to 80 letters; empty for someone with only one name"), required=True, profile=True),
    Column("title", _("for example Dr"), profile=True),
    Column("credentials", _("letters after the name, for example MD, PhD"), profile=True),
    Column("pronouns", _("for example she/her"), profile=True),
    Column("profession", _("for example Physician"), profile=True),
    Column("specialty", _("specialty, or year of study"), profile=True),
    Column("campus", _("school or site"), profile=True),
    Column("headline", _("one line under the name"), profile=True),
    Column("time_zone", _("a name such as Africa/Kampala; empty means the school's zone"), profile=True),
    Column("languages", _("names or codes, separated by semicolons: English; French")),
    Column("cohort", _("mentees: year or group")),
    Column("department", _("mentors: department")),
    Column("capacity", _("mentors: places for mentees, 0 to 30; empty means 1")),
    Column("modes", _("mentors: in person; video; audio")),
    Column("support", _("kinds of support offered or asked for: Career advice; Networking")),
    Column("trained_on", _("mentors: day of the training, as 2026-09-01; empty if it is not known"), day=True),
    Column(
        "enrolled", _("yes for people who have already enrolled with the school, outside this site; otherwise empty")
    ),
    Column("interests", _("terms of the school's list; a new one is written as specialty: Cardiology")),
)
# What every row needs; of the two names one is enough.
REQUIRED = tuple(column.name for column in COLUMNS if column.required and not column.profile)
PROFILE = tuple(column.name for column in COLUMNS if column.profile)

ALIASES = {
    "e_mail": "email",
    "email_address": "email",
    "e_mail_address": "email",
    "first_name": "given_name",
    "last_name": "family_name",
    "surname": "family_name",
    "timezone": "time_zone",
    "language": "languages",
    "year": "cohort",
    "group": "cohort",
    "places": "capacity",
    "interest": "interests",
    "enroled": "enrolled",
    "ready": "enrolled",
}

PEOPLE = Layout(COLUMNS, ALIASES)

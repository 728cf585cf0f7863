"""The columns of a file of people: the one home of their names, for the check, the template and the manual."""

import re
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from core.addresses import looks_like_address
from core.folding import fold
from core.tables.columns import Column, Layout, Split
from people.imports.headings import ALIASES
from people.imports.names import (
    beside_name,
    first_last,
    last_first,
    looks_last_first,
    looks_like_name_and_address,
    looks_named,
    name_and_address,
    natural_family,
    natural_given,
)
from people.imports.words import NO, PEER_ROLES, ROLES, YES
from programs.models import Program

_DAY = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}.*")


def _is_role(text: str) -> bool:
    return fold(text) in ROLES | PEER_ROLES


def _is_yes_or_no(text: str) -> bool:
    return fold(text) in (*YES, *NO)


def _is_day(text: str) -> bool:
    return bool(_DAY.fullmatch(text))


def _has_number(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def _has_letter(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


COLUMNS = (
    Column("role", _("mentee or mentor"), required=True, label=_("Mentee or mentor"), fits=_is_role, telling=True),
    Column(
        "email",
        _("the school’s address; people sign in with it, and it tells them apart"),
        required=True,
        label=_("Email address"),
        fits=looks_like_address,
        telling=True,
    ),
    Column(
        "given_name",
        _("up to 80 letters; someone with only one name has it here"),
        required=True,
        profile=True,
        label=_("Given name"),
    ),
    Column(
        "family_name",
        _("up to 80 letters; empty for someone with only one name"),
        required=True,
        profile=True,
        label=_("Family name"),
    ),
    Column("second_family_name", "", label=_("Second family name")),
    Column("title", _("for example Dr"), profile=True, label=_("Title")),
    Column("credentials", _("letters after the name, for example MD, PhD"), profile=True, label=_("Credentials")),
    Column("pronouns", _("for example she/her"), profile=True, label=_("Pronouns")),
    Column("profession", _("for example Physician"), profile=True, label=_("Profession")),
    Column("specialty", _("specialty, or year of study"), profile=True, label=_("Specialty or year of study")),
    Column("campus", _("school or site"), profile=True, label=_("Campus"), fits=_has_letter),
    Column("headline", _("one line under the name"), profile=True, label=_("Headline")),
    Column(
        "time_zone",
        _("a name such as Africa/Kampala; empty means the school’s zone"),
        profile=True,
        label=_("Time zone"),
    ),
    Column("languages", _("names or codes, separated by semicolons: English; French"), many=True, label=_("Languages")),
    Column("cohort", _("mentees: year or group"), label=_("Year or group")),
    Column("department", _("mentors: department"), label=_("Department")),
    Column("capacity", _("mentors: places for mentees, 0 to 30; empty means 1"), label=_("Places"), fits=_has_number),
    Column("modes", _("mentors: in person; video; audio"), many=True, label=_("Ways to meet")),
    Column(
        "support",
        _("kinds of support offered or asked for: Career advice; Networking"),
        many=True,
        label=_("Kinds of support"),
    ),
    Column(
        "trained_on",
        _("mentors: noted, not imported; training is taken here, or recorded by you on the mentor’s page"),
        day=True,
        label=_("Day of the training"),
        fits=_is_day,
    ),
    Column(
        "enrolled",
        _("yes for people who have already enrolled with the school, outside this site; otherwise empty"),
        label=_("Already enrolled"),
        fits=_is_yes_or_no,
    ),
    Column(
        "interests",
        _("terms of the school’s list; a new one is written as specialty: Cardiology"),
        many=True,
        label=_("Interests"),
    ),
)
# What every row needs; of the two names one is enough.
REQUIRED = tuple(column.name for column in COLUMNS if column.required and not column.profile)
PROFILE = tuple(column.name for column in COLUMNS if column.profile)
# What may be said once for everybody in a file.
SAME_FOR_ALL = ("role", "cohort", "campus", "department", "capacity", "enrolled", "time_zone")
_NAMES = ("given_name", "family_name")
_BESIDE_NAMES = ("title", "credentials")

PEOPLE = Layout(
    COLUMNS,
    ALIASES,
    (
        Split(
            "name_last_first",
            _("Full name: Family, Given"),
            _NAMES,
            last_first,
            looks_last_first,
            beside=_BESIDE_NAMES,
            cut_beside=beside_name,
        ),
        Split(
            "name_first_last",
            _("Full name: Given Family"),
            _NAMES,
            first_last,
            looks_named,
            beside=_BESIDE_NAMES,
            cut_beside=beside_name,
        ),
        Split(
            "name_and_address",
            _("Full name and address: Given Family <address>"),
            (*_NAMES, "email"),
            name_and_address,
            looks_like_name_and_address,
        ),
    ),
    natural={
        "given_name": natural_given,
        "family_name": natural_family,
        "second_family_name": natural_family,
    },
)
# What is said of mentors alone.
OF_MENTORS = ("department", "capacity", "modes", "trained_on")
# Among peers nobody has to be told what they are. What a file says of mentors is left out.
_PEER = replace(COLUMNS[0], required=False, help=_("peer, or nothing"), label=_("Role"))
PEERS = replace(PEOPLE, columns=(_PEER, *COLUMNS[1:]))


def layout_for(program: Program) -> Layout:
    """Return the columns of a file of people of a program."""
    return PEERS if program.is_peer else PEOPLE


def columns_of(program: Program) -> tuple[Column, ...]:
    """Return those that are named to whoever prepares a file."""
    left_out = (*OF_MENTORS, "role") if program.is_peer else ()
    return tuple(column for column in layout_for(program).columns if column.help and column.name not in left_out)

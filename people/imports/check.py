"""Rows of a table as people, every cell checked against the school's own lists."""

from collections.abc import Mapping
from functools import lru_cache
from typing import cast

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext as _

from accounts.models import Role, User
from core.addresses import normal_address
from core.damaged import is_damaged
from core.folding import fold
from core.scripts import mixed_scripts
from core.tables.cells import FORMULA_STARTS
from core.tables.mapped import SEPARATOR
from core.tables.table import Problem, Table
from people.imports.checked import CheckedPeople, repeated, without_copies
from people.imports.columns import PROFILE, REQUIRED
from people.imports.lookup import Words, nearest_to
from people.imports.rows import PersonRow, Term
from people.imports.vocabulary import Vocabulary, key_of
from people.imports.words import MODES, NO, YES
from programs.models import Facet

_NAMES = ("given_name", "family_name")
_MAX_CAPACITY = 30
_MAX_SHORT = {"cohort": 60, "department": 80}
_NOTHING = ("-", "–", "—")
# What people type where a form wants a name that somebody has not.
_NO_NAME = (".", "..", "*", "--", "---", "n/a", "N/A")


def check_people(table: Table, vocabulary: Vocabulary, *, known_as: Mapping[str, str] | None = None) -> CheckedPeople:
    """Return what the rows of a table say and what is wrong with them. Reads no database.

    Args:
        table: the file.
        vocabulary: the school's lists.
        known_as: address of the file → address under which somebody said that we know this person.
    """
    problems = list(table.problems)
    rows: list[PersonRow] = []
    sketches: dict[int, tuple[str, str]] = {}
    words = Words(vocabulary, known_as or {})
    for number, cells in table.rows:
        reader = _RowReader(number, dict(zip(table.header, cells, strict=True)), words)
        person = reader.person()
        problems += reader.problems
        if person is not None:
            rows.append(person)
        else:
            sketches[number] = reader.sketch()
    rows, merged = without_copies(rows)
    problems += repeated(rows)
    problems.sort(key=lambda problem: problem.row)
    return CheckedPeople(rows, problems, merged, words.unknown(), sketches, vocabulary.language_names)


class _RowReader:
    """Reads one row; what is wrong collects in `problems`."""

    def __init__(self, number: int, cells: dict[str, str], words: Words) -> None:
        self.number, self.words = number, words
        self.cells = {name: "" if value in _NOTHING else value for name, value in cells.items()}
        self.vocabulary = words.vocabulary
        self.problems: list[Problem] = []

    def person(self) -> PersonRow | None:
        self._refuse_formulas()
        for name in _NAMES:
            self.cells[name] = "" if self.cells[name] in _NO_NAME else self.cells[name]
        # As in Spain, where lists have a column for each.
        self.cells["family_name"] = f"{self.cells['family_name']} {self.cells.pop('second_family_name', '')}".strip()
        for name in REQUIRED:
            if not self.cells.get(name) and not (name == "role" and self.vocabulary.only_role):
                self._problem(name, _("This cell is required."))
        if not self.cells["given_name"]:
            self._take_only_name()
        role, email = self._role(), self._email()
        person = PersonRow(
            row=self.number,
            role=role or Role.MENTEE,
            email=email,
            profile=self._profile(),
            cohort=self._short("cohort"),
            department=self._short("department"),
            capacity=self._capacity(role, email),
            modes=self._modes(),
            languages=self._languages(),
            support=self._support(),
            interests=self._interests(),
            claims_training=bool(self.cells.get("trained_on")),
            enrolled=self._enrolled(),
        )
        return None if self.problems else person

    def sketch(self) -> tuple[str, str]:
        """Name and address as they stand there, so that a person finds the row."""
        name = f"{self.cells.get('given_name', '')} {self.cells.get('family_name', '')}".strip()
        return name[:160], self.cells.get("email", "")[:254]

    def _take_only_name(self) -> None:
        """Who has one name has it as given name, whichever column it stands in."""
        self.cells["given_name"], self.cells["family_name"] = self.cells["family_name"], ""
        if not self.cells["given_name"]:
            self._problem("given_name", _("Enter at least one name."))

    def _problem(self, column: str, message: str) -> None:
        self.problems.append(Problem(self.number, column, message, self.cells.get(column, "")[:60]))

    def _refuse_formulas(self) -> None:
        for name, value in self.cells.items():
            if value.startswith(FORMULA_STARTS):
                self._problem(name, _("A cell can’t start with “%(sign)s”.") % {"sign": value[0]})

    def _role(self) -> Role | None:
        roles, text = self.vocabulary.roles, self.cells.get("role", "")
        role = roles.get(fold(text)) if text else self.vocabulary.only_role
        if role is None and text:
            self.words.miss("role", text, self.number, roles, str)
            self._problem("role", _("Enter peer.") if self.vocabulary.only_role else _("Enter mentee or mentor."))
        return role

    def _email(self) -> str:
        text = self.cells["email"]
        email = text.lower()
        if text:
            try:
                email = normal_address(text)
                validate_email(email)
            except ValidationError as error:
                known = error.code == "invalid"
                self._problem("email", _("This isn’t an email address.") if known else error.messages[0])
            if len(email) > _length_of("email"):
                self._problem("email", _("The address is too long."))
        return self.words.known_as.get(email, email)

    def _profile(self) -> dict[str, str]:
        profile = {name: self._listed(name) for name in PROFILE if self.cells.get(name)}
        profile["family_name"] = self.cells["family_name"]
        for name, value in profile.items():
            if len(value) > _length_of(name):
                self._problem(name, _("At most %(most)d letters.") % {"most": _length_of(name)})
        for name in _NAMES:
            if is_damaged(self.cells[name]):
                message = _(
                    "“%(word)s” lost letters when the file was saved. Type the name again, or save it as .xlsx."
                )
                self._problem(name, message % {"word": self.cells[name][:40]})
            for word in self.cells[name].split():
                if scripts := mixed_scripts(word):
                    message = _("“%(word)s” mixes %(scripts)s letters, which can look the same. Type the name again.")
                    self._problem(name, message % {"word": word[:40], "scripts": _(" and ").join(scripts)})
        if profile.get("time_zone", "UTC") not in self.vocabulary.zones:
            self._problem("time_zone", _("Enter a name such as America/Toronto.") + self._closest_zone())
        return profile

    def _closest_zone(self) -> str:
        return _meant(nearest_to(self.cells["time_zone"], list(self.vocabulary.zones)))

    def _listed(self, name: str) -> str:
        """A cell as the school’s list of titles, professions or departments writes it. A word that the list has not is
        asked about and stays: it is no fault of the row.
        """
        value = self.cells.get(name, "")
        known = self.vocabulary.listed.get(name, {})
        if value and known and key_of(value) not in known:
            self.words.miss(name, value, self.number, known, lambda key: known[key])
        return known.get(key_of(value), value)

    def _short(self, name: str) -> str | None:
        value = self._listed(name)
        if len(value) > _MAX_SHORT[name]:
            self._problem(name, _("At most %(most)d letters.") % {"most": _MAX_SHORT[name]})
        return value or None

    def _capacity(self, role: Role | None, email: str) -> int | None:
        value = self.cells.get("capacity", "")
        if not value:
            return None
        # Some programs write whole numbers so.
        value = value.removesuffix(".0").removesuffix(",0")
        if not (value.isascii() and value.isdigit()) or len(value) > 3 or int(value) > _MAX_CAPACITY:
            self._problem("capacity", _("Enter a whole number from 0 to %(most)d.") % {"most": _MAX_CAPACITY})
            return None
        taken = self.vocabulary.people.taken.get(email, 0)
        if int(value) < taken and role == Role.MENTOR:
            self._problem("capacity", _("%(taken)d places are already taken.") % {"taken": taken})
        return int(value)

    def _enrolled(self) -> bool:
        value = fold(self.cells.get("enrolled", ""))
        if value not in YES and value not in NO:
            self._problem("enrolled", _("Enter yes, or leave it empty."))
        return value in YES

    def _list(self, name: str) -> list[str]:
        return [part.strip() for part in self.cells.get(name, "").split(SEPARATOR) if part.strip()]

    def _modes(self) -> frozenset[str] | None:
        modes = self._list("modes")
        for mode in modes:
            if key_of(mode) not in MODES:
                self.words.miss("modes", mode, self.number, MODES, str.capitalize)
                self._problem("modes", _("“%(word)s” isn’t one of in person, video, audio.") % {"word": mode[:40]})
        return frozenset(MODES[key_of(mode)] for mode in modes if key_of(mode) in MODES) if modes else None

    def _languages(self) -> tuple[int, ...] | None:
        known = self.vocabulary.languages
        names = self._list("languages")
        for name in names:
            if fold(name) not in known:
                message = _("The language “%(word)s” isn’t on the list.") % {"word": name[:40]}
                near = self.words.miss("languages", name, self.number, known, str.capitalize)
                self._problem("languages", message + _meant(near))
        return tuple(dict.fromkeys(known[fold(n)] for n in names if fold(n) in known)) if names else None

    def _support(self) -> tuple[str, ...] | None:
        known = self.vocabulary.support
        names = self._list("support")
        for name in names:
            if key_of(name) not in known:
                message = _("“%(word)s” isn’t one of the nine kinds of support.") % {"word": name[:40]}
                near = self.words.miss("support", name, self.number, known, str.capitalize)
                self._problem("support", message + _meant(near))
        return tuple(dict.fromkeys(known[key_of(n)] for n in names if key_of(n) in known)) if names else None

    def _interests(self) -> tuple[Term, ...] | None:
        names = self._list("interests")
        terms = [term for name in names if (term := self._term(name))]
        return tuple(dict.fromkeys(terms)) if names else None

    def _term(self, name: str) -> Term | None:
        known = self.vocabulary.terms
        facet, colon, rest = (part.strip() for part in name.partition(":"))
        if not colon:
            if key_of(name) not in known:
                message = _("The interest “%(word)s” isn’t on the list; to add it, write it as “specialty: %(word)s”.")
                near = self.words.miss("interests", name, self.number, self.words.names, lambda key: known[key].name)
                self._problem("interests", message % {"word": name[:40]} + _meant(near))
            return known.get(key_of(name))
        if fold(facet) not in Facet.values or not rest or len(rest) > 60:
            self._problem(
                "interests",
                _("Enter %(facets)s, then a colon and up to 60 letters.") % {"facets": ", ".join(Facet.values)},
            )
            return None
        return known.get(key_of(rest), Term(fold(facet), rest))


@lru_cache
def _length_of(field_name: str) -> int:
    column = cast("models.CharField[str, str]", User._meta.get_field(field_name))
    return column.max_length or 0


def _meant(near: str) -> str:
    """The end of a message: the word of the list that was probably meant."""
    return _(" Did you mean “%(near)s”?") % {"near": near} if near else ""

"""Rows of a table as people, every cell checked against the school's own lists."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple, cast

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from accounts.models import Role, User
from core.addresses import normal_address, same_address
from core.dates import plausible_date
from core.folding import fold
from core.scripts import mixed_scripts
from core.tables.cells import FORMULA_STARTS
from core.tables.mapped import SEPARATOR
from core.tables.table import Problem, Table
from people.imports.columns import PROFILE, REQUIRED
from people.imports.rows import PersonRow, Term
from people.imports.vocabulary import Vocabulary, key_of
from people.imports.words import MODES, NO, ROLES, YES
from programs.models import Facet

_MAX_CAPACITY = 30
# A word of the list that is as near as this was probably meant.
_NEAR = 82
_SHORTEST = 3
_MAX_SHORT = {"cohort": 60, "department": 80}
_NOTHING = ("-", "–", "—")


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word that is on none of the school's lists.

    Attributes:
        column: where it stands.
        word: as the file writes it first.
        rows: in which it stands.
        nearest: the word of the list that was probably meant; empty when none is near.
    """

    column: str
    word: str
    rows: tuple[int, ...]
    nearest: str


class CheckedPeople(NamedTuple):
    """What a file says.

    Attributes:
        rows: those that can be read, in the order of the file. One with a problem is not to be imported.
        problems: in the order of the file.
        merged: (row, earlier row that says the same).
        unknown: words that are on none of the school's lists.
        sketches: row that cannot be read → (name, address) as far as it has them.
        language_names: primary key → name, for whoever shows the rows.
    """

    rows: list[PersonRow]
    problems: list[Problem]
    merged: list[tuple[int, int]]
    unknown: list[UnknownWord]
    sketches: dict[int, tuple[str, str]]
    language_names: dict[int, str]

    @property
    def good(self) -> list[PersonRow]:
        """The rows without a problem."""
        bad = {problem.row for problem in self.problems}
        return [row for row in self.rows if row.row not in bad]


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
    words = _Words(vocabulary, known_as or {})
    for number, cells in table.rows:
        reader = _RowReader(number, dict(zip(table.header, cells, strict=True)), words)
        person = reader.person()
        problems += reader.problems
        if person is not None:
            rows.append(person)
        else:
            sketches[number] = reader.sketch()
    rows, merged = _without_copies(rows)
    problems += _repeated(rows)
    problems.sort(key=lambda problem: problem.row)
    return CheckedPeople(rows, problems, merged, words.unknown(), sketches, vocabulary.language_names)


def _without_copies(rows: Iterable[PersonRow]) -> tuple[list[PersonRow], list[tuple[int, int]]]:
    """The rows without those that say the same as an earlier one, and which these are."""
    first: dict[tuple[str, Role], list[PersonRow]] = defaultdict(list)
    kept, merged = [], []
    for row in rows:
        same = next((each for each in first[row.email, row.role] if replace(row, row=each.row) == each), None)
        if same is None:
            first[row.email, row.role].append(row)
            kept.append(row)
        else:
            merged.append((row.row, same.row))
    return kept, merged


def _repeated(rows: Iterable[PersonRow]) -> list[Problem]:
    """The same person twice in a role with different cells, or under two names; none of the rows is preferred."""
    problems = []
    roles: dict[tuple[str, Role], list[PersonRow]] = defaultdict(list)
    names: dict[str, dict[str, PersonRow]] = defaultdict(dict)
    for row in rows:
        roles[row.email, row.role].append(row)
        names[row.email].setdefault(fold(row.name), row)
    for (email, _role), same in roles.items():
        for row, other in zip(same, [*same[1:], same[0]], strict=True):
            if row is not other:
                message = _("The same address is in row %(row)d, with something else.") % {"row": other.row}
                problems.append(Problem(row.row, "email", message, email))
    for variants in names.values():
        written = list(variants.values())
        for row, other in zip(written, [*written[1:], written[0]], strict=True):
            if row is not other:
                message = _("Row %(row)d gives this address another name.") % {"row": other.row}
                problems.append(Problem(row.row, "family_name", message, row.name))
    return problems


class _Words:
    """Looks words up in the school's lists, each word once, and keeps those that it does not find."""

    def __init__(self, vocabulary: Vocabulary, known_as: Mapping[str, str]) -> None:
        self.vocabulary, self.known_as = vocabulary, known_as
        self.names = [key for key, term in vocabulary.terms.items() if key == key_of(term.name)]
        self._nearest: dict[tuple[str, str], str] = {}
        self._rows: dict[tuple[str, str], tuple[str, list[int]]] = {}

    def miss(self, column: str, word: str, row: int, known: Iterable[str], show: Callable[[str], str]) -> str:
        """Keep a word that is on no list; return the one that was probably meant, or nothing."""
        key = (column, key_of(word))
        self._rows.setdefault(key, (word, []))[1].append(row)
        if key not in self._nearest:
            near = _nearest(key[1], list(known))
            self._nearest[key] = show(near) if near else ""
        return self._nearest[key]

    def unknown(self) -> list[UnknownWord]:
        """The words that were not found, the commonest first."""
        found = [
            UnknownWord(column, word, tuple(dict.fromkeys(rows)), self._nearest[column, key])
            for (column, key), (word, rows) in self._rows.items()
        ]
        return sorted(found, key=lambda each: -len(each.rows))


def _nearest(word: str, known: list[str]) -> str:
    """The word that begins with this one, as “cardiology” with “cardio”, or is spelled nearly like it."""
    longer = [each for each in known if len(word) > _SHORTEST and each.startswith(word)]
    if longer:
        return min(longer, key=len)
    near = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=_NEAR)
    return near[0] if near else ""


class _RowReader:
    """Reads one row; what is wrong collects in `problems`."""

    def __init__(self, number: int, cells: dict[str, str], words: _Words) -> None:
        self.number, self.words = number, words
        self.cells = {name: "" if value in _NOTHING else value for name, value in cells.items()}
        self.vocabulary = words.vocabulary
        self.problems: list[Problem] = []

    def person(self) -> PersonRow | None:
        self._refuse_formulas()
        for name in REQUIRED:
            if not self.cells[name]:
                self._problem(name, _("This cell is required."))
        if not self.cells["given_name"]:
            self._take_only_name()
        role = self._role()
        person = PersonRow(
            row=self.number,
            role=role or Role.MENTEE,
            email=self._email(),
            profile=self._profile(),
            cohort=self._short("cohort"),
            department=self._short("department"),
            capacity=self._capacity(),
            modes=self._modes(),
            languages=self._languages(),
            support=self._support(),
            interests=self._interests(),
            trained_on=self._trained_on(),
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
        role = ROLES.get(fold(self.cells["role"]))
        if role is None and self.cells["role"]:
            self.words.miss("role", self.cells["role"], self.number, ROLES, str)
            self._problem("role", _("Enter mentee or mentor."))
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
        profile = {name: self.cells[name] for name in PROFILE if self.cells.get(name)}
        profile["family_name"] = self.cells["family_name"]
        for name, value in profile.items():
            if len(value) > _length_of(name):
                self._problem(name, _("At most %(most)d letters.") % {"most": _length_of(name)})
        for name in ("given_name", "family_name"):
            for word in self.cells[name].split():
                if scripts := mixed_scripts(word):
                    message = _("“%(word)s” mixes %(scripts)s letters, which can look the same. Type the name again.")
                    self._problem(name, message % {"word": word[:40], "scripts": _(" and ").join(scripts)})
        if profile.get("time_zone", "UTC") not in self.vocabulary.zones:
            self._problem("time_zone", _("Enter a name such as America/Toronto.") + self._closest_zone())
        return profile

    def _closest_zone(self) -> str:
        return _meant(_nearest(self.cells["time_zone"], list(self.vocabulary.zones)))

    def _short(self, name: str) -> str | None:
        value = self.cells.get(name, "")
        if len(value) > _MAX_SHORT[name]:
            self._problem(name, _("At most %(most)d letters.") % {"most": _MAX_SHORT[name]})
        return value or None

    def _capacity(self) -> int | None:
        value = self.cells.get("capacity", "")
        if not value:
            return None
        if not (value.isascii() and value.isdigit()) or len(value) > 3 or int(value) > _MAX_CAPACITY:
            self._problem("capacity", _("Enter a whole number from 0 to %(most)d.") % {"most": _MAX_CAPACITY})
            return None
        taken = self.vocabulary.taken.get(same_address(self.cells["email"]), 0)
        if int(value) < taken and fold(self.cells["role"]) == "mentor":
            self._problem("capacity", _("%(taken)d places are already taken.") % {"taken": taken})
        return int(value)

    def _trained_on(self) -> date | None:
        value = self.cells.get("trained_on", "")
        if not value:
            return None
        try:
            day = date.fromisoformat(value)
            plausible_date(day)
        except (ValueError, ValidationError):
            self._problem("trained_on", _("Enter the date as 2026-09-01."))
            return None
        return day

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
                message = _("The interest “%(word)s” isn’t on the list; write a new one as “career: %(word)s”.")
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

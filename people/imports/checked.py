"""A checked file of people, and what its rows say about each other."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from django.utils.translation import gettext as _

from accounts.models import Role
from core.folding import fold
from core.tables.table import Problem
from people.imports.lookup import UnknownWord
from people.imports.rows import PersonRow


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


def without_copies(rows: Iterable[PersonRow]) -> tuple[list[PersonRow], list[tuple[int, int]]]:
    """Return the rows without those that say the same as an earlier one, and which these are."""
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


def repeated(rows: Iterable[PersonRow]) -> list[Problem]:
    """Name the same person twice in a role with different cells, or under two names; none of the rows is preferred."""
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

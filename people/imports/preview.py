"""What an import would do, row by row, before it is done."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role, User
from core.folding import fold
from core.revisions import revision_of
from core.tables.table import Problem
from people.imports.checked import CheckedPeople
from people.imports.columns import PEOPLE
from people.imports.rows import PersonRow
from people.imports.wishes import MODES, wishes_for_enrollment, wishes_for_participation
from people.models import Enrollment, MentorParticipation
from people.queries.imports import (
    KnownPeople,
    ProgramPeople,
    known_people,
    name_key,
    profile_follows_files,
    program_people,
)
from programs.models import Cycle, SupportFunction
from programs.presentation.roles import role_label

_MODE_LABELS = {
    "in_person": gettext_lazy("in person"),
    "by_video": gettext_lazy("by video"),
    "by_audio": gettext_lazy("by audio"),
}
# What follows from other fields and is no news of its own.
_SILENT = ("enrolled_at", "answered_at", "minimum")


class Kind(models.TextChoices):
    """What happens to a row."""

    ATTENTION = "attention", gettext_lazy("need attention")
    NEW = "new", gettext_lazy("new")
    CHANGED = "changed", gettext_lazy("changed")
    UNCHANGED = "unchanged", gettext_lazy("unchanged")


_TRAINING_CLAIMED = gettext_lazy(
    "The file names a training. That isn’t imported: they take it here, or you record it on their page."
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that the import would change.

    Attributes:
        label: of the field, as people call it.
        before, after: as the page shows them.
    """

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the preview.

    Attributes:
        row: as the spreadsheet counts.
        kind: what happens to it.
        name, email, role, group: of the person; empty where the row cannot be read.
        differences: what changes.
        problems: why it needs attention.
        known_as: addresses of people of this name, one of whom this may be under a new address.
        note: what else is to be known.
    """

    row: int
    kind: Kind
    name: str = ""
    email: str = ""
    role: str = ""
    group: str = ""
    differences: tuple[Difference, ...] = ()
    problems: tuple[Problem, ...] = ()
    known_as: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole file before it is imported.

    Attributes:
        entries: in the order of the file.
        ready: the rows that can be imported.
        opted_out: names of mentors who asked not to be invited again; they are left out.
        own_profiles: how many of the file have signed in; their profiles stay as they wrote them.
    """

    entries: list[Entry]
    ready: list[PersonRow]
    opted_out: tuple[str, ...]
    own_profiles: int

    @property
    def counts(self) -> dict[Kind, int]:
        """How many rows there are of each kind."""
        found = Counter(entry.kind for entry in self.entries)
        return {kind: found[kind] for kind in Kind}

    def revision(self, cycle: Cycle) -> str:
        """Return the digest of what the import would do in a year."""
        facts = {kind.value: n for kind, n in self.counts.items()}
        return revision_of({"cycle": cycle.pk, "left out": len(self.opted_out), **facts})

    def of(self, kind: Kind) -> list[Entry]:
        """Return the entries of a kind."""
        return [entry for entry in self.entries if entry.kind == kind]


def preview(
    cycle: Cycle,
    checked: CheckedPeople,
    *,
    people: ProgramPeople | None = None,
    settled: frozenset[str] = frozenset(),
    now: datetime,
) -> Preview:
    """Return what `import_people` would do with each row of a checked file.

    Args:
        cycle: the year that takes them in.
        checked: the file.
        people: those of the program, where they have been read.
        settled: addresses of which somebody said that they are another person than one of the same name.
        now: the instant of the import, which is not yet.
    """
    known = known_people(cycle, {row.email for row in checked.rows})
    by_name = (people or program_people(cycle)).by_name
    opted_out = {email for email, user in known.users.items() if user.opted_out}  # type: ignore[attr-defined]
    comparison = _Comparison(cycle, known, checked.language_names, now)
    bad: dict[int, list[Problem]] = {}
    for problem in checked.problems:
        bad.setdefault(problem.row, []).append(problem)
    entries, ready, left_out = [], [], []
    for row in checked.rows:
        is_clear = row.email in known.users or row.email in settled
        namesakes = () if is_clear else tuple(by_name.get(name_key(row.name), ()))
        if row.row in bad or namesakes:
            role = role_label(row.role, cycle.program)
            entries.append(_attention(row, role, tuple(bad.pop(row.row, ())), namesakes))
            continue
        entry = comparison.entry(row)
        if row.role == Role.MENTOR and row.email in opted_out:
            left_out.append(row.name)
            entry = _left_out(entry)
        entries.append(entry)
        ready.append(row)
    for number, problems in bad.items():
        name, email = checked.sketches.get(number, ("", ""))
        entries.append(Entry(number, Kind.ATTENTION, name, email, problems=tuple(problems)))
    own = sum(not profile_follows_files(user) for user in known.users.values())
    return Preview(sorted(entries, key=lambda entry: entry.row), ready, tuple(left_out), own)


def _is_known_here(user: User | None) -> bool:
    """Whom another school knows is shown like somebody new: who uploads a file learns nothing of other schools."""
    return user is not None and not user.known_elsewhere  # type: ignore[attr-defined]


def _attention(row: PersonRow, role: str, problems: tuple[Problem, ...], namesakes: tuple[str, ...]) -> Entry:
    return Entry(row.row, Kind.ATTENTION, row.name, row.email, role, problems=problems, known_as=namesakes)


def _left_out(entry: Entry) -> Entry:
    note = _("Asked not to be invited to mentor again, and is left out.")
    return Entry(entry.row, Kind.UNCHANGED, entry.name, entry.email, entry.role, entry.group, note=note)


class _Comparison:
    """Compares rows with what is known."""

    def __init__(self, cycle: Cycle, known: KnownPeople, language_names: dict[int, str], now: datetime) -> None:
        self.cycle, self.known, self.now = cycle, known, now
        self.language_names = language_names
        self.labels = {column.name: str(column.label) for column in PEOPLE.columns}

    def entry(self, row: PersonRow) -> Entry:
        user = self.known.users.get(row.email)
        there = user is not None and user.pk in (
            self.known.enrollments if row.role == Role.MENTEE else self.known.participations
        )
        differences = tuple(self._differences(row, user)) if user is not None else ()
        kind = Kind.NEW if not there else Kind.CHANGED if differences else Kind.UNCHANGED
        note = _("Known already, new in this year.") if _is_known_here(user) and not there else ""
        if row.claims_training and row.role == Role.MENTOR:
            note = f"{note} {_TRAINING_CLAIMED}".strip()
        group = row.cohort or row.department or ""
        role = role_label(row.role, self.cycle.program)
        return Entry(row.row, kind, row.name, row.email, role, group, differences, note=note)

    def _differences(self, row: PersonRow, user: User) -> Iterator[Difference]:
        if profile_follows_files(user):
            for name, value in row.profile.items():
                if getattr(user, name) != value:
                    yield self._difference(name, getattr(user, name), value)
            yield from self._languages(row, user)
        if user.last_login is None:
            yield from self._lists(row, user)
        yield from self._record(row, user)

    def _languages(self, row: PersonRow, user: User) -> Iterator[Difference]:
        if row.languages is not None and set(row.languages) != self.known.languages[user.pk]:
            before, after = (
                ", ".join(sorted(self.language_names[pk] for pk in some))
                for some in (self.known.languages[user.pk], row.languages)
            )
            yield self._difference("languages", before, after)

    def _lists(self, row: PersonRow, user: User) -> Iterator[Difference]:
        interests = {fold(name): name for name in self.known.interests[user.pk]}
        if row.interests is not None and {fold(term.name) for term in row.interests} != set(interests):
            names = sorted(term.name for term in row.interests)
            yield self._difference("interests", ", ".join(sorted(interests.values())), ", ".join(names))
        support = (self.known.needs if row.role == Role.MENTEE else self.known.offers)[user.pk]
        if row.support is not None and set(row.support) != support:
            yield self._difference("support", _functions(support), _functions(set(row.support)))

    def _record(self, row: PersonRow, user: User) -> Iterator[Difference]:
        record: Enrollment | MentorParticipation | None
        if row.role == Role.MENTEE:
            record = enrollment = self.known.enrollments.get(user.pk)
            wanted = wishes_for_enrollment(row, enrollment, now=self.now) if enrollment else {}
        else:
            record = participation = self.known.participations.get(user.pk)
            own = user.last_login is not None
            wanted = wishes_for_participation(row, participation, own=own, now=self.now) if participation else {}
        if record is None:
            return
        for name, value in wanted.items():
            before = getattr(record, name)
            if name not in _SILENT and name not in MODES and before != value:
                yield self._difference(name, *(_shown(record, name, each) for each in (before, value)))
        if any(mode in wanted and getattr(record, mode) != wanted[mode] for mode in MODES):
            before_modes = [mode for mode in MODES if getattr(record, mode)]
            after_modes = [mode for mode in MODES if wanted[mode]]
            yield self._difference("modes", _modes(before_modes), _modes(after_modes))

    def _difference(self, name: str, before: object, after: object) -> Difference:
        return Difference(self.labels.get(name, _("Status")), str(before or "–"), str(after or "–"))


def _shown(record: Enrollment | MentorParticipation, name: str, value: object) -> object:
    if name == "state":
        return type(record).State(str(value)).label
    return "0" if value == 0 else value


def _modes(modes: list[str]) -> str:
    return ", ".join(str(label) for mode, label in _MODE_LABELS.items() if mode in modes)


def _functions(functions: set[str]) -> str:
    return ", ".join(sorted(str(SupportFunction(each).label) for each in functions))

"""One person who comes by hand: checked as a row of a file is, and kept as a step that can be taken back for a day."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import DomainError, WrongState
from core.tables.table import Table
from people.errors import NamesakeKnown
from people.imports.check import check_people
from people.imports.preview import Kind, preview
from people.imports.rows import PersonRow
from people.imports.vocabulary import vocabulary_of
from people.models import ImportedFile
from people.queries.imports import known_people, name_key, profile_follows_files
from people.services.import_waiting import import_and_keep, subject_of_import
from programs.models import Cycle
from programs.services.staff_steps import record_step

STEP = "person_added"


@transaction.atomic
def add_person(cycle: Cycle, *, cells: Mapping[str, str], by: User, now: datetime, someone_else: bool = False) -> User:
    """Bring one person into a year, with the same invitations and announcements as a file does.

    Args:
        cycle: the year that takes them in.
        cells: name of a column of a file of people → what stands there.
        by: who adds them.
        now: the instant.
        someone_else: whether it was said that they are another person than one of the same name.

    Raises:
        DomainError: a cell is not right; the refusal names its field.
        NamesakeKnown: somebody of this name has another address, and nobody has said that they are two.
        WrongState: they take part already, or have asked not to be invited again.
    """
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    row = _checked(cycle, cells, someone_else=someone_else, now=now)
    kept = ImportedFile(cycle=cycle, imported_by=by, imported_at=now, file_name="", token=uuid.uuid4())
    import_and_keep(kept, rows=[row])
    person = User.objects.get(email=row.email)
    record_step(cycle.program, kind=STEP, subject=subject_of_import(kept), person=person, by=by, now=now)
    return person


def _checked(cycle: Cycle, cells: Mapping[str, str], *, someone_else: bool, now: datetime) -> PersonRow:
    table = Table(list(cells), [(1, list(cells.values()))])
    vocabulary = vocabulary_of(cycle, table.header)
    checked = check_people(table, vocabulary)
    for problem in checked.problems:
        raise DomainError(problem.message, field=problem.column)
    [row] = checked.rows
    _refuse_other_name(cycle, row)
    seen = preview(
        cycle, checked, people=vocabulary.people, settled=frozenset([row.email] if someone_else else []), now=now
    )
    [entry] = seen.entries
    if entry.known_as:
        raise NamesakeKnown(entry.known_as)
    if seen.opted_out:
        raise WrongState(_("They asked not to be invited to mentor again. Only they can take that back."))
    if entry.kind != Kind.NEW:
        raise WrongState(_("They take part in this year already. Their page has what can be changed."), field="email")
    return row


def _refuse_other_name(cycle: Cycle, row: PersonRow) -> None:
    """A mistyped address must not give somebody the name of another."""
    user = known_people(cycle, {row.email}).users.get(row.email)
    if user is None or not profile_follows_files(user):
        return
    name = f"{user.given_name} {user.family_name}".strip()
    if name_key(name) != name_key(row.name):
        message = _("This is the address of %(name)s. Use that name, or another address.")
        raise WrongState(message % {"name": name}, field="email")

"""A waiting file, read as far as its pages need it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from core.tables.columns import Layout
from core.tables.errors import UnreadableFile
from core.tables.mapped import table_of
from core.tables.mapping import Mapping, from_text
from core.tables.opening import OpenedFile, opened
from core.undecryptable import UndecryptableText
from people.imports.check import check_people
from people.imports.checked import CheckedPeople
from people.imports.columns import PEOPLE, layout_for
from people.imports.preview import Preview, preview
from people.imports.vocabulary import vocabulary_of
from people.queries.pending_imports import remembered_mapping
from programs.models import Cycle, Program

KIND = "people"


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file, what it says, and what it would do."""

    opened: OpenedFile
    checked: CheckedPeople
    preview: Preview


def open_waiting(
    content: bytes, *, program: Program, mapping: Mapping | None, layout: Layout = PEOPLE, kind: str = KIND
) -> OpenedFile:
    """Open a file with what was said of it, or of the last one with these headings.

    Args:
        content: the file.
        program: whose earlier files are remembered.
        mapping: what was said.
        layout: the columns of this kind of file.
        kind: of file.

    Raises:
        UnreadableFile: it cannot be read.
    """

    def remembered(headings: Sequence[str]) -> Mapping | None:
        kept = remembered_mapping(program, headings, kind=kind)
        if kept is None or isinstance(kept.mapping, UndecryptableText):
            return None
        return from_text(kept.mapping, layout)

    file = opened(content, layout, mapping=mapping, remembered=remembered)
    if mapping is None and not any(row.number > file.mapping.heading_row for row in file.sheet.rows):
        raise UnreadableFile(_("The file has a header and no rows."))
    return file


def read_waiting(opened_file: OpenedFile, *, cycle: Cycle, now: datetime) -> ReadFile:
    """Check the rows of an opened file and compare them with what is known.

    Raises:
        UnreadableFile: nothing stands below its headings, or too much.
    """
    known_as = opened_file.mapping.words.get("email", {})
    table = table_of(opened_file.sheet, opened_file.mapping, layout_for(cycle.program))
    vocabulary = vocabulary_of(cycle, table.header)
    checked = check_people(table, vocabulary, known_as=known_as)
    settled = frozenset(known_as.values())
    seen = preview(cycle, checked, people=vocabulary.people, settled=settled, now=now)
    return ReadFile(opened_file, checked, seen)

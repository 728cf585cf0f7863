"""The whole way from a file's bytes to checked people."""

from core.tables.files import read_table
from core.tables.mapping import Mapping
from people.imports.check import check_people
from people.imports.checked import CheckedPeople
from people.imports.columns import layout_for
from people.imports.vocabulary import vocabulary_of
from programs.models import Cycle


def read_people(content: bytes, *, cycle: Cycle, mapping: Mapping | None = None) -> CheckedPeople:
    """Return what a file says about people; those without a problem may be imported.

    Args:
        content: the file.
        cycle: the year that takes them in.
        mapping: what its columns mean; without one its headings are ours.

    Raises:
        UnreadableFile: the file as a whole cannot be read.
    """
    known_as = mapping.words.get("email") if mapping else None
    table = read_table(content, layout_for(cycle.program), mapping)
    return check_people(table, vocabulary_of(cycle, table.header), known_as=known_as)

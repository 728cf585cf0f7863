"""The whole way from a file's bytes to checked people."""

from core.tables.files import read_table
from core.tables.table import Problem
from people.imports.check import check_people
from people.imports.columns import PEOPLE
from people.imports.rows import PersonRow
from people.imports.vocabulary import vocabulary_of
from programs.models import Cycle


def read_people(content: bytes, *, cycle: Cycle) -> tuple[list[PersonRow], list[Problem]]:
    """Return the good rows of a file and its problems; it may be imported when there is no problem.

    Raises:
        UnreadableFile: the file as a whole cannot be read.
    """
    return check_people(read_table(content, PEOPLE), vocabulary_of(cycle))

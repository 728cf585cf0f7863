"""What the commands that import a school's lists share: reading the file, and naming what is wrong with it."""

from pathlib import Path

from django.core.management.base import CommandError

from core.tables.files import MAX_BYTES
from core.tables.table import Problem


def content_of(file: Path) -> bytes:
    """Return the bytes of `file`, one more than a list may have at most.

    Raises:
        CommandError: the file cannot be read.
    """
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{file} can’t be read: {error.strerror}.") from error


def line_of(problem: Problem) -> str:
    """Return a problem as one line of the terminal: row, column, what to do, and the cell."""
    place = f"row {problem.row}, {problem.column}" if problem.column else f"row {problem.row}"
    value = f" [{problem.value}]" if problem.value else ""
    return f"{place}: {problem.message}{value}"

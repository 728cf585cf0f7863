"""What the commands that import a school's lists share: reading the file, and naming what is wrong with it."""

from pathlib import Path

from django.core.management.base import CommandError

from core.tables.columns import Layout
from core.tables.files import MAX_BYTES
from core.tables.mapping import Mapping, from_text
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


def mapping_in(file: Path | None, layout: Layout) -> Mapping | None:
    """Return what a mapping file says: one that a page saved, or the same in TOML; None without a file.

    Raises:
        CommandError: the file cannot be read, or is not in UTF-8.
        UnreadableFile: it says nothing that fits `layout`.
    """
    if file is None:
        return None
    try:
        return from_text(content_of(file).decode("utf-8-sig"), layout)
    except UnicodeDecodeError as error:
        raise CommandError(f"{file} isn’t in UTF-8.") from error


def line_of(problem: Problem) -> str:
    """Return a problem as one line of the terminal: row, column, what to do, and the cell."""
    place = f"row {problem.row}, {problem.column}" if problem.column else f"row {problem.row}"
    value = f" [{problem.value}]" if problem.value else ""
    return f"{place}: {problem.message}{value}"


def need_attention(rows: int) -> str:
    """Return in a sentence that so many rows are not imported by themselves."""
    return "1 row needs attention." if rows == 1 else f"{rows} rows need attention."

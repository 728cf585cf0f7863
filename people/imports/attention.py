"""The rows of a file that need attention, as a table to correct and import again."""

from django.utils.translation import gettext as _

from people.imports.preview import Entry, Kind
from people.imports.waiting import ReadFile


def attention_table(read: ReadFile) -> tuple[list[str], list[list[str]]]:
    """Return the header of the file with one more column, and its rows that need attention."""
    columns = read.opened.mapping.columns
    entries = {entry.row: entry for entry in read.preview.of(Kind.ATTENTION)}
    rows = [
        [*record.texts(len(columns)), what_to_do(entries[record.number])]
        for record in read.opened.sheet.rows
        if record.number in entries
    ]
    return [*(column.heading for column in columns), _("What to do")], rows


def what_to_do(entry: Entry) -> str:
    """Return in one line why a row needs attention."""
    words = [problem.message for problem in entry.problems]
    if entry.known_as:
        words.append(_("Somebody of this name is known as %(email)s.") % {"email": ", ".join(entry.known_as)})
    return " ".join(words)

"""What form tools write into their exports beside the answers."""

from core.tables.book import Sheet

_FIRST = 5
_CODE = '{"ImportId"'


def leave_out_codes(sheet: Sheet) -> None:
    """Take Qualtrics’s codes out of a sheet: the row of import IDs, and the first of the two rows of headings.

    The second, with what people were asked, is the one that a person can read.
    """
    for place, record in enumerate(sheet.rows[:_FIRST]):
        if place > 1 and any(cell.lstrip().startswith(_CODE) for cell in record.cells):
            del sheet.rows[place]
            del sheet.rows[place - 2]
            return

"""A file together with what its columns mean, as far as somebody said so: what a page shows of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from core.tables.book import Book, Sheet
from core.tables.columns import Layout
from core.tables.files import open_book
from core.tables.guesses import Certainty, Guess, guess, heading_row_of, list_in
from core.tables.mapped import asks_for_date_order, hidden_rows, names_in_capitals
from core.tables.mapping import Mapping

# A mapping that was kept for files with these headings, if there is one.
Remembered = Callable[[Sequence[str]], Mapping | None]

# Of columns of which one is enough, so many are named.
_NAMED = 4
_SHOWN_NAMES = 2


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file and its mapping.

    Attributes:
        book: the file.
        sheet: the one that holds the list.
        mapping: what was said of it, or what is guessed.
        guesses: one for each of its columns.
        remembered: whether the mapping comes from an earlier file.
        layout: our columns.
    """

    book: Book
    sheet: Sheet
    mapping: Mapping
    guesses: list[Guess]
    remembered: bool
    layout: Layout

    @property
    def hidden_rows(self) -> list[int]:
        """The rows of the list that nobody sees."""
        return hidden_rows(self.sheet, self.mapping.heading_row)

    @property
    def names_in_capitals(self) -> list[tuple[str, str]]:
        """Some names in capitals, each as it stands and as it would be written otherwise."""
        return names_in_capitals(self.sheet, self.mapping, self.layout, most=_SHOWN_NAMES)

    @property
    def asks_for_date_order(self) -> bool:
        """Whether it has days that can be read in two ways."""
        return asks_for_date_order(self.sheet, self.mapping, self.layout)

    @property
    def needs_nobody(self) -> bool:
        """Whether there is nothing to ask: every column says itself what it is."""
        sure = all(each.certainty == Certainty.CERTAIN for each in self.guesses) or self.remembered
        lists = [sheet for sheet in self.book.visible if sheet.rows]
        return (
            sure
            and self.book.knows_hidden
            and not self.book.encoding.guessed
            and not self.faults()
            and not self.hidden_rows
            and not self.asks_for_date_order
            and not self.sheet.hidden_columns
            and (len(lists) == 1 or self.remembered)
        )

    def faults(self) -> list[str]:
        """Return why a list cannot be made of the columns: one is missing, or there twice."""
        filled = self.mapping.fills(self.layout)
        words = []
        for column in self.layout.columns:
            label = str(column.label or column.name)
            if filled.count(column.name) > 1 and not column.repeats:
                words.append(_("“%(label)s” is chosen for more than one column.") % {"label": label})
        for group in self.layout.missing(filled):
            known = [each for name in group if (each := self.layout.column(name))]
            label = _("” or “").join(str(each.label or each.name) for each in known[:_NAMED])
            words.append(_("No column says “%(label)s” yet.") % {"label": label})
        return words


def opened(
    content: bytes, layout: Layout, *, mapping: Mapping | None, remembered: Remembered = lambda _headings: None
) -> OpenedFile:
    """Open a file with what was said of it; what nobody said is remembered or guessed.

    Args:
        content: the file.
        layout: our columns.
        mapping: what was said; its columns count where the headings are still these.
        remembered: asked for an earlier mapping.

    Raises:
        UnreadableFile: the file cannot be read.
    """
    book = open_book(content, mapping.encoding if mapping else "")
    sheet, row = list_in(book, layout) or (book.visible[0], 1)
    if mapping is not None:
        chosen = book.sheet_named(mapping.sheet) or sheet
        row = mapping.heading_row if chosen.name == mapping.sheet else heading_row_of(chosen, layout)
        sheet = chosen
    guesses = guess(sheet, row, layout)
    headings = [each.meaning.heading for each in guesses]
    said = mapping if mapping is not None and mapping.headings == headings else None
    earlier = remembered(headings) if said is None else None
    earlier = earlier.for_headings(headings) if earlier else None
    meant = said or earlier or Mapping(tuple(each.meaning for each in guesses))
    encoding = mapping.encoding if mapping else ""
    placed = replace(meant, sheet=sheet.name, heading_row=row, encoding=encoding)
    return OpenedFile(book, sheet, placed, guesses, earlier is not None, layout)

"""What stands in an .xlsx file before its cells: which sheets people see, its texts, and which formats show days."""

import posixpath
import re
from dataclasses import dataclass

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from core.tables.parts import Archive, Attributes, too_large

# Formats of days that Excel has for East Asia and Thailand by number alone.
_EASTERN_DAYS = frozenset((*range(27, 37), *range(50, 59)))
_MAX_SHEETS = 200
_MAX_FORMATS = 100_000
_MAX_STRINGS = 500_000
# Longer than the longest list in CSV can be.
MAX_TEXT = 10_000_000
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook without its cells.

    Attributes:
        sheets: (name, part) of the sheets that people see, in their order.
        strings: the texts to which cells point.
        days: by the style of a cell, whether it shows a day or a time.
        since_1904: whether days are counted from 1904.
    """

    sheets: list[tuple[str, str]]
    strings: list[str]
    days: list[bool]
    since_1904: bool


def read_book(archive: Archive) -> Book:
    """Read what is needed before the cells.

    Raises:
        UnreadableFile: broken, or larger than a list of people can be.
    """
    outline, links, styles, strings = _Outline(), _Links(), _Styles(), Strings()
    archive.read("xl/workbook.xml", outline)
    archive.read("xl/_rels/workbook.xml.rels", links)
    archive.read("xl/styles.xml", styles)
    archive.read("xl/sharedStrings.xml", strings)
    sheets = [(name, links.targets[link]) for name, link in outline.sheets if link in links.targets]
    return Book(sheets, strings.texts, styles.days, outline.since_1904)


def unescaped(text: str) -> str:
    """Return `text` with the characters that Excel writes as `_x000D_`."""
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) if "_x" in text else text


class _Ignoring:
    """Ignores every event of the parser: the base of the listeners."""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text inside the element that began last."""


class _Outline(_Ignoring):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.since_1904 = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "workbookPr":
            self.since_1904 = attributes.get("date1904") in ("1", "true")
        if name == "sheet" and attributes.get("state", "visible") == "visible":
            link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), link))
            if len(self.sheets) > _MAX_SHEETS:
                raise too_large()


class _Links(_Ignoring):
    """Where the sheets are."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            self.targets[attributes.get("Id", "")] = target.lstrip("/")
            if len(self.targets) > _MAX_SHEETS:
                raise too_large()


class _Styles(_Ignoring):
    def __init__(self) -> None:
        self.days: list[bool] = []
        self._days_by_number = {
            number for number, code in BUILTIN_FORMATS.items() if is_date_format(code)
        } | _EASTERN_DAYS
        self._inside = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt" and is_date_format(attributes.get("formatCode", "")[:255]):
            self._days_by_number.add(int(attributes.get("numFmtId", "0")))
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            self.days.append(int(attributes.get("numFmtId", "0")) in self._days_by_number)
        if len(self.days) > _MAX_FORMATS or len(self._days_by_number) > _MAX_FORMATS:
            raise too_large()

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._inside = False


class Strings(_Ignoring):
    """The texts of the workbook; formatted runs are joined, and how to pronounce them is left out."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._letters = 0
        self._pieces: list[str] = []
        self._collecting = False
        self._phonetic = False

    def start(self, name: str, _attributes: Attributes) -> None:
        if name == "rPh":
            self._phonetic = True
        self._collecting = name == "t" and not self._phonetic

    def text(self, text: str) -> None:
        if self._collecting:
            self._letters += len(text)
            if self._letters > MAX_TEXT:
                raise too_large()
            self._pieces.append(text)

    def end(self, name: str) -> None:
        self._collecting = False
        if name == "rPh":
            self._phonetic = False
        elif name == "si":
            self.texts.append(unescaped("".join(self._pieces)))
            self._pieces.clear()
            if len(self.texts) > _MAX_STRINGS:
                raise too_large()

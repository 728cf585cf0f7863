"""Days in cells: written in one order or another, and made by a spreadsheet program of other words."""

import re
from datetime import date

from core.folding import fold

_WRITTEN = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[ T]00:00(?::00)?)?")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]00:00(?::00)?)?")
# What Excel writes into a CSV file for the day that it made of “1-2”: 01-Feb, 01. Feb, 01-févr, 01-feb.
_NAMED = re.compile(r"(\d{1,2})(?:-|\. ?)([^\W\d_]{3,5})\.?")
_LONGEST = 19
_MONTHS = {
    fold(word): number
    for words in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "janv fevr mars avr mai juin juil aout sept oct nov dec",
        "jan feb mrz apr mai jun jul aug sep okt nov dez",
        "ene feb mar abr may jun jul ago sep oct nov dic",
    )
    for number, word in enumerate(words.split(), 1)
}  # fmt: skip


def is_unclear(text: str) -> bool:
    """Whether a written day can be read in two ways; year, month and day in this order cannot."""
    return bool(_WRITTEN.fullmatch(text)) and not _ISO.fullmatch(text)


def iso_day(text: str, order: str) -> str:
    """Return a written day in ISO form; empty when it is none.

    Args:
        text: the cell.
        order: how days are written, one of `DATE_ORDERS`.
    """
    found = _WRITTEN.fullmatch(text.strip())
    if not found:
        return ""
    first, second, third = (int(part) for part in found.groups())
    year, month, day = {"dmy": (third, second, first), "mdy": (third, first, second)}.get(order, (first, second, third))
    return _iso(year + 2000 if year < 100 else year, month, day)


def is_made_day(text: str) -> bool:
    """Whether a cell where no day belongs holds what a spreadsheet program writes for one."""
    text = text.strip()
    if not text[:1].isdigit() or len(text) > _LONGEST:
        return False
    named = _NAMED.fullmatch(text)
    return bool(named and fold(named[2]) in _MONTHS) or bool(_WRITTEN.fullmatch(text))


def words_before(text: str, order: str) -> str:
    """Return what stood in a cell before a spreadsheet program made a day of it: “1-2”; empty when that is not sure.

    Args:
        text: the day, in ISO form or as a program writes it.
        order: whether days or months come first in the file, “dmy” or “mdy”.
    """
    if order not in ("dmy", "mdy"):
        return ""
    named = _NAMED.fullmatch(text.strip())
    if named and fold(named[2]) in _MONTHS:
        found = _iso(2000, _MONTHS[fold(named[2])], int(named[1]))
    else:
        found = iso_day(text, "ymd" if _ISO.fullmatch(text.strip()) else order)
    if not found:
        return ""
    day = date.fromisoformat(found)
    return f"{day.day}-{day.month}" if order == "dmy" else f"{day.month}-{day.day}"


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""

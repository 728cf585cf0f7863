"""Rows and columns that nobody sees in Excel's binary formats: .xlsb is an archive of records, .xls one stream of them.

Sources: Microsoft Open Specifications [MS-XLSB] 2.1.4 and 2.4 (records), [MS-XLS] 2.1.4 and 2.4 (records), [MS-CFB] 2
(the compound file that an .xls is). Only the records named below are looked at; where a file does not keep to its
format, nothing is known of it, and whoever imports it is told so.
"""

import struct
from collections.abc import Iterable, Iterator

from core.tables.parts import Archive
from core.tables.traces import Traces, sheet_links

# Numbers of records: of a workbook, the sheets; of a sheet, its rows and columns.
_XLSB_SHEET, _XLSB_ROW, _XLSB_COLUMNS = 156, 0, 60
_XLS_BEGIN, _XLS_END, _XLS_SHEET, _XLS_ROW, _XLS_COLUMNS = 0x0809, 0x000A, 0x0085, 0x0208, 0x007D
_MAX_RANGES, _MAX_RECORDS = 2_000, 2_000_000
_SECTOR_ENDS = 0xFFFFFFF0


class _BrokenError(Exception):
    """The file does not keep to its format, or has far more records than a list."""


class _Budget:
    """Counts the records that are read of a file: its sheets may all point to the same place."""

    def __init__(self) -> None:
        self._left = _MAX_RECORDS

    def spend(self) -> None:
        """One more.

        Raises:
            _BrokenError: there are too many.
        """
        self._left -= 1
        if self._left < 0:
            raise _BrokenError


def traces_of_xlsb(archive: Archive) -> dict[str, Traces] | None:
    """Return what nobody sees, by the name of the sheet; None where the records cannot be followed.

    Raises:
        UnreadableFile: the archive unpacks to far too much.
    """
    try:
        links, found, budget = sheet_links(archive, "xl/_rels/workbook.bin.rels"), {}, _Budget()
        for kind, data in _xlsb_records(archive.pieces("xl/workbook.bin"), budget):
            if kind == _XLSB_SHEET:
                link, rest = _wide(data[8:])
                name, _rest = _wide(rest)
                found[name] = _xlsb_sheet(archive, links[link], budget)
    except (_BrokenError, struct.error, LookupError, UnicodeDecodeError):
        return None
    return found


def _wide(data: bytes) -> tuple[str, bytes]:
    """A text with its length before it, and what follows."""
    [length] = struct.unpack_from("<I", data)
    end = 4 + 2 * length
    return data[4:end].decode("utf-16-le"), data[end:]


def _xlsb_sheet(archive: Archive, part: str, budget: _Budget) -> Traces:
    traces = Traces()
    for kind, data in _xlsb_records(archive.pieces(part), budget):
        if kind == _XLSB_ROW:
            [number] = struct.unpack_from("<I", data)
            if data[11] & 0x10:
                traces.hidden_rows.add(number + 1)
        elif kind == _XLSB_COLUMNS:
            first, last = struct.unpack_from("<II", data)
            _hide(traces, first, last, hidden=bool(data[16] & 1))
    return traces


def _hide(traces: Traces, first: int, last: int, *, hidden: bool) -> None:
    if hidden:
        traces.hidden_columns.append((first, last))
        if len(traces.hidden_columns) > _MAX_RANGES:
            raise _BrokenError


def _xlsb_records(pieces: Iterable[bytes], budget: _Budget) -> Iterator[tuple[int, bytes]]:
    """Yield (number, data) of the records of a part; only those of the kinds above, of which none is long."""
    held = b""
    for piece in pieces:
        held += piece
        place = 0
        while (head := _head(held, place)) and head[2] + head[1] <= len(held):
            budget.spend()
            kind, size, begins = head
            if kind in (_XLSB_SHEET, _XLSB_ROW, _XLSB_COLUMNS):
                yield kind, held[begins : begins + size]
            place = begins + size
        held = held[place:]


def _head(held: bytes, place: int) -> tuple[int, int, int] | None:
    """(number, length, where the data begins) of the record at a place; None while it is not there in full."""
    kind, after = _number(held, place, most=2)
    size, begins = _number(held, after, most=4) if after else (0, 0)
    return (kind, size, begins) if begins else None


def _number(held: bytes, place: int, *, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where it ends; (0, 0) where its bytes are not there in full."""
    value = 0
    for shift, byte in enumerate(held[place : place + most]):
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80 or shift == most - 1:
            return value, place + shift + 1
    return 0, 0


def traces_of_xls(content: bytes) -> dict[str, Traces] | None:
    """Return what nobody sees, by the name of the sheet; None where the records cannot be followed."""
    try:
        stream, found, budget = _workbook_stream(content), {}, _Budget()
        for kind, data in _xls_records(stream, 0, budget):
            if kind == _XLS_SHEET:
                [begins] = struct.unpack_from("<I", data)
                found[_short(data[6:])] = _xls_sheet(stream, begins, budget)
    except (_BrokenError, struct.error, LookupError, UnicodeDecodeError):
        return None
    return found or None


def _short(data: bytes) -> str:
    length, is_wide = data[0], data[1] & 1
    return data[2 : 2 + 2 * length].decode("utf-16-le") if is_wide else data[2 : 2 + length].decode("latin-1")


def _xls_sheet(stream: bytes, begins: int, budget: _Budget) -> Traces:
    traces = Traces()
    for kind, data in _xls_records(stream, begins, budget):
        if kind == _XLS_ROW:
            [number] = struct.unpack_from("<H", data)
            if data[12] & 0x20:
                traces.hidden_rows.add(number + 1)
        elif kind == _XLS_COLUMNS:
            first, last = struct.unpack_from("<HH", data)
            _hide(traces, first, last, hidden=bool(data[8] & 1))
    return traces


def _xls_records(stream: bytes, place: int, budget: _Budget) -> Iterator[tuple[int, bytes]]:
    """Yield (number, data) of the records from a place to the end of what begins there; charts inside count."""
    depth = 0
    while True:
        budget.spend()
        kind, size = struct.unpack_from("<HH", stream, place)
        place += 4 + size
        depth += (kind == _XLS_BEGIN) - (kind == _XLS_END)
        if place > len(stream) or (depth == 0 and kind not in (_XLS_BEGIN, _XLS_END)):
            raise _BrokenError
        if depth == 0:
            return
        if depth == 1:
            yield kind, stream[place - size : place]


def _workbook_stream(content: bytes) -> bytes:
    """The records of an .xls file, put together from the sectors of the compound file that holds them."""
    [shift] = struct.unpack_from("<H", content, 30)
    [tables] = struct.unpack_from("<I", content, 44)
    [directory] = struct.unpack_from("<I", content, 48)
    [cutoff] = struct.unpack_from("<I", content, 56)
    if shift not in (9, 12) or tables > 109:  # more than 109 tables are of a file that is larger than we take
        raise _BrokenError
    size = 1 << shift

    def sector(number: int) -> bytes:
        return content[(number + 1) * size : (number + 2) * size]

    table: list[int] = []
    for number in struct.unpack_from(f"<{tables}I", content, 76):
        held = sector(number)
        table += struct.unpack(f"<{len(held) // 4}I", held[: len(held) // 4 * 4])

    def chain(first: int) -> bytes:
        parts: list[bytes] = []
        at = first
        while at < _SECTOR_ENDS:
            if at >= len(table) or len(parts) > len(table):
                raise _BrokenError
            parts.append(sector(at))
            at = table[at]
        return b"".join(parts)

    entries = chain(directory)
    for place in range(0, len(entries) - 127, 128):
        [length] = struct.unpack_from("<H", entries, place + 64)
        name = entries[place : place + max(0, min(length, 64) - 2)].decode("utf-16-le")
        first, whole = struct.unpack_from("<II", entries, place + 116)
        if name in ("Workbook", "Book") and whole >= cutoff:
            return chain(first)[:whole]
    raise _BrokenError

"""The smallest workbook in Excel's binary format (.xlsb), record by record as [MS-XLSB] describes them."""

import io
import struct
import zipfile
from collections.abc import Collection, Sequence

_LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.bin"/></Relationships>'
)
_BOOK, _BOOK_ENDS, _SHEETS, _SHEETS_END, _SHEET_NAMED = 131, 132, 143, 144, 156
_SHEET, _SHEET_ENDS, _SIZE, _CELLS, _CELLS_END, _ROW, _TEXT = 129, 130, 148, 145, 146, 0, 6


def binary_workbook(rows: Sequence[Sequence[str]], *, hidden: Collection[int] = ()) -> bytes:
    """Return a workbook with one sheet of texts; `hidden` are numbers of rows."""
    named = struct.pack("<II", 0, 1) + _wide("rId1") + _wide("People")
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "xl/workbook.bin": _records(
            (_BOOK, b""), (_SHEETS, b""), (_SHEET_NAMED, named), (_SHEETS_END, b""), (_BOOK_ENDS, b"")
        ),
        "xl/_rels/workbook.bin.rels": _LINKS.encode(),
        "xl/worksheets/sheet1.bin": _sheet(rows, hidden),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def _sheet(rows: Sequence[Sequence[str]], hidden: Collection[int]) -> bytes:
    size = struct.pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    records = [(_SHEET, b""), (_SIZE, size), (_CELLS, b"")]
    for number, cells in enumerate(rows):
        records.append((_ROW, struct.pack("<IIHxBxI", number, 0, 300, 0x10 if number + 1 in hidden else 0, 0)))
        records += [(_TEXT, struct.pack("<II", column, 0) + _wide(text)) for column, text in enumerate(cells)]
    return _records(*records, (_CELLS_END, b""), (_SHEET_ENDS, b""))


def _records(*records: tuple[int, bytes]) -> bytes:
    return b"".join(_kind(kind) + _length(len(data)) + data for kind, data in records)


def _kind(kind: int) -> bytes:
    return bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])


def _length(size: int) -> bytes:
    out = b""
    while size > 127:
        out, size = out + bytes([size & 0x7F | 0x80]), size >> 7
    return out + bytes([size])


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")

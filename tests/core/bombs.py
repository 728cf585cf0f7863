"""Files that are small and unpack, or count, to far too much."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORKBOOK = (
    f'<workbook {MAIN} xmlns:r="{_LINK}"><sheets><sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_LINK}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)
HEADER = "".join(
    f'<c r="{place}1" t="inlineStr"><is><t>{name}</t></is></c>'
    for place, name in zip("ABCD", ("role", "email", "given_name", "family_name"), strict=True)
)
_TOP = f'<worksheet {MAIN}><dimension ref="A1:D2"/><sheetData><row r="1">{HEADER}</row>'
_END = "</sheetData></worksheet>"


def sheet(path: Path, pieces: Iterable[str], **parts: Iterable[str]) -> None:
    """Write a workbook whose only sheet is the joined `pieces`, and other parts by name without their folder."""
    everything = {
        "xl/workbook.xml": [_WORKBOOK],
        "xl/_rels/workbook.xml.rels": [_LINKS],
        "xl/worksheets/sheet1.xml": pieces,
        **{f"xl/{name}.xml": more for name, more in parts.items()},
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, texts in everything.items():
            with file.open(name, "w", force_zip64=True) as part:
                for text in texts:
                    part.write(text.encode())


_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"


def open_document(path: Path, rows: Iterable[str]) -> None:
    """Write an .ods file whose only sheet is the joined `rows`."""
    names = " ".join(f'xmlns:{name}="{_DOCUMENT}:{name}:1.0"' for name in ("office", "table", "text"))
    top = f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="People">'
    end = "</table:table></office:spreadsheet></office:body></office:document-content>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = f'<m:file-entry m:full-path="/" m:media-type="{kind}"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", kind)
        file.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{_DOCUMENT}:manifest:1.0">{entry}</m:manifest>')
        file.writestr("content.xml", "".join((top, *rows, end)))


def open_row(*cells: str, more: str = "", repeat: int = 1) -> str:
    """A row of an .ods file."""
    times = f'table:number-columns-repeated="{repeat}"'
    inner = "".join(
        f'<table:table-cell office:value-type="string" {times}><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row {more}>{inner}</table:table-row>"


def rows(cells: str, count: int, first: int = 2) -> Iterable[str]:
    """Rows that all hold the same cells."""
    return (f'<row r="{number}">{cells}</row>' for number in range(first, first + count))


def _body(pieces: Iterable[str]) -> Iterable[str]:
    yield _TOP
    yield from pieces
    yield _END


def _workbook(pieces: Callable[[], Iterable[str]], **parts: Callable[[], Iterable[str]]) -> Callable[[Path], None]:
    return lambda path: sheet(path, _body(pieces()), **{name: more() for name, more in parts.items()})


def _text(text: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_text(text, encoding="utf-8")

    return write


_CELL = '<c s="1"/>'
_WORDS = '<c t="inlineStr"><is><t>{}</t></is></c>'
_LONG = ["é" * 10_000] * 2_900
_HEAD = "role,email,given_name,family_name\n"

BOMBS: dict[str, Callable[[Path], None]] = {
    "fourteen million empty cells": _workbook(lambda: rows(_CELL * 1000, 4_500)),
    "a row of millions of cells": _workbook(lambda: ["<row>", *[_CELL * 1000] * 4_500, "</row>"]),
    "millions of rows": _workbook(lambda: ['<row spans="1:4"/>' * 1000] * 2_900),
    "millions of cells with a number": _workbook(lambda: rows("<c><v>1</v></c>" * 1000, 3_000)),
    "rows of sixty cells": _workbook(lambda: rows(_WORDS.format("é") * 4 + _CELL * 20, 60_000)),
    "rows of four cells": _workbook(lambda: rows(_WORDS.format("é" * 100) * 4, 20_001)),
    "a sheet with text between its cells": _workbook(lambda: _LONG),
    "one cell of text": _workbook(lambda: ["<row><c t='inlineStr'><is><t>", *_LONG, "</t></is></c></row>"]),
    "an attribute without an end": _workbook(lambda: ['<row spans="', *_LONG, '"/>']),
    "millions of attributes": _workbook(lambda: ["<row ", *[f'a{n}="" ' for n in range(1_500_000)], "/>"]),
    "elements in elements": _workbook(lambda: ["<a>" * 10_000] * 1_500),
    "a comment without an end": _workbook(lambda: ["<!--", *_LONG, "-->"]),
    "millions of merged cells": _workbook(
        lambda: ["</sheetData><mergeCells>", *['<mergeCell ref="A1:B2"/>' * 1000] * 2_000, "</mergeCells><sheetData>"]
    ),
    "millions of shared texts": _workbook(
        lambda: rows("<c/>", 1),
        sharedStrings=lambda: [f"<sst {MAIN}>", *["<si><t>é</t></si>" * 1000] * 2_500, "</sst>"]
    ),
    "a shared text of fifty million letters": _workbook(
        lambda: rows("<c/>", 1),
        sharedStrings=lambda: [f"<sst {MAIN}><si><t>", *_LONG, "</t></si></sst>"]
    ),
    "millions of formats": _workbook(
        lambda: rows("<c/>", 1),
        styles=lambda: ["<styleSheet><cellXfs>", *['<xf numFmtId="14"/>' * 1000] * 2_500, "</cellXfs></styleSheet>"],
    ),
    "two cells in far corners": _workbook(
        lambda: ['<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>é</t></is></c></row>']
    ),
    "a row that repeats a million times": lambda path: open_document(
        path, [open_row("a", "b", more='table:number-rows-repeated="1048570"')]
    ),
    "cells that repeat a thousand million times": lambda path: open_document(
        path, [open_row("a", repeat=16_384, more='table:number-rows-repeated="100000"')]
    ),
    "entities in entities": lambda path: sheet(
        path,
        ["<!--", " " * 9_000, '--><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">', *_entities(), "]><worksheet>&e;</worksheet>"],
    ),
    "a list of four million columns": _text(_HEAD + "," * 4_000_000),
    "a header of two million columns": _text("é," * 1_600_000),
    "a cell of four million letters": _text(_HEAD + "mentee," + "é" * 2_000_000),
    "a quotation mark that never closes": _text(_HEAD + 'mentee,"' + "é\n" * 1_600_000),
    "a row of lines": _text(_HEAD + '"é\n",' * 700_000),
    "millions of blank lines": _text(_HEAD + "\n" * 4_900_000),
    "millions of short rows": _text(_HEAD + "a\n" * 2_400_000),
    "blank rows of commas": _text(_HEAD + (",,,,,,,\n" * 600_000)),
}  # fmt: skip


def _entities() -> Iterable[str]:
    for name, inner in zip("bcde", "abcd", strict=True):
        yield f'<!ENTITY {name} "{f"&{inner};" * 1000}">'


def vast_png() -> bytes:
    """A PNG of a few hundred bytes that claims 900 million points."""
    size = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", size), (b"IDAT", zlib.compress(b"\0" * 9_000)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)

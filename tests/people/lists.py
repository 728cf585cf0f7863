"""Lists of people as schools send them, good and hostile."""

import io
import zipfile
from typing import Any

from openpyxl import Workbook

from core.tables.files import MAX_BYTES

HEADER = "role,email,given_name,family_name"
NOOR = "mentee,noor@haldenlake.example,Noor,Haddad-Quist"
RUTH = "mentor,ruth@haldenlake.example,Ruth,Nambozo-Hale"


def lines(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


HOSTILE = {
    "empty": (b"", "empty"),
    "blank": (b" \n \n", "empty"),
    "only a header": (lines(HEADER), "no rows"),
    "too large": (b"x" * (MAX_BYTES + 1), "5 MB"),
    "windows encoding": (lines(HEADER, NOOR).replace(b"Noor", b"No\xebl"), "line 2"),
    "half a letter of utf-16": (lines(HEADER, NOOR).decode().encode("utf-16")[:-1], "can’t be read"),
    "nul": (lines(HEADER, NOOR + "\0"), "NUL"),
    "old excel": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "can’t be opened"),
    "open quotation mark": (lines(HEADER, 'mentee,"a@b.example,A,B'), "quotation mark"),
    "missing column": (lines("role,email,given_name", "mentee,a@b.example,A"), "family_name"),
    "unknown column": (lines(HEADER + ",captain", NOOR + ",x"), "captain"),
    "mistyped column": (lines(HEADER + ",cappacity", RUTH + ",1"), "“capacity”"),
    "column twice": (lines(HEADER + ",email", NOOR + ",x"), "twice"),
    "column without heading": (lines("role,,email,given_name,family_name", "mentee,x,a@b.example,A,B"), "Column 2"),
    "too many columns": (lines(",".join(f"c{n}" for n in range(80)), "x"), "60 columns"),
    "too many rows": (lines(HEADER, *["mentee,a@b.example,A,B"] * 20_001), "20000 rows"),
    "not a workbook": (archive(mimetype=b"application/vnd.oasis"), "isn’t a workbook"),
    "broken archive": (b"PK\x03\x04" + b"\0" * 100, "can’t be opened"),
    "broken workbook": (archive(xl__workbook_dot_xml=b"<no"), "can’t be opened"),
    "bomb": (archive(xl__workbook_dot_xml=b"x", xl__sheet_dot_xml=b"\0" * 70_000_000), "unpacks"),
    "many parts": (archive(xl__workbook_dot_xml=b"x", **{f"part{n}": b"" for n in range(600)}), "unpacks"),
    "entities": (archive(xl__workbook_dot_xml=b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'), "definitions"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "UTF-8"),
    "one long cell": (lines(HEADER, "mentee," + "x" * 200_000 + ",A,B"), "Row 2"),
}


FULL = HEADER + ",title,time_zone,languages,cohort,department,capacity,modes,support,interests"
FULL_ROWS = (
    FULL,
    NOOR + ",,Africa/Kampala,English;fr,Year 2,,,,Career advice;Networking,Surgery;career: Global health",
    RUTH + ",Dr,,English,,Surgery,3,video,Sponsorship,Surgery",
    RUTH.replace("mentor", "mentee") + ",Dr,,,Residents,,,,,",
)

"""Which kind of file somebody sends, found by what is in it and never by its name.

What can run when it is opened is refused: programs, archives, and office documents with macros. The old binary formats
of office programs are refused too, for nobody sees from outside whether they have macros.
"""

import io
import zipfile
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from core.errors import DomainError

_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-"
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
_MOST_PARTS = 5_000
_MOST_READ = 200_000
_MAIN = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."


class FileKind(StrEnum):
    """The kinds of files that two people share."""

    PDF = "pdf"
    PICTURE = "picture"
    TEXT = "text"
    SHEET = "sheet"
    SLIDES = "slides"


@dataclass(frozen=True, slots=True)
class FileType:
    """What a file is: its kind, the ending that its name gets, and the type that is said when it is sent."""

    kind: FileKind
    ending: str
    content_type: str


WEBP = FileType(FileKind.PICTURE, "webp", "image/webp")
PDF = FileType(FileKind.PDF, "pdf", "application/pdf")
_OFFICE = (
    FileType(FileKind.TEXT, "docx", f"{_MAIN}wordprocessingml.document"),
    FileType(FileKind.SHEET, "xlsx", f"{_MAIN}spreadsheetml.sheet"),
    FileType(FileKind.SLIDES, "pptx", f"{_MAIN}presentationml.presentation"),
)
_OPEN = (
    FileType(FileKind.TEXT, "odt", f"{_ODF}text"),
    FileType(FileKind.SHEET, "ods", f"{_ODF}spreadsheet"),
    FileType(FileKind.SLIDES, "odp", f"{_ODF}presentation"),
)
TYPES = {each.ending: each for each in (WEBP, PDF, *_OFFICE, *_OPEN)}


class UnusableFile(DomainError):
    """The file is of a kind that is not shared."""


def type_of(content: bytes) -> FileType:
    """Return what a file is. Of a picture nothing but its first bytes is read; `core.images` makes it anew.

    Raises:
        UnusableFile: another kind, an old one, or one with macros; the message says what to do.
    """
    if content.startswith(_PDF):
        return PDF
    if content.startswith(_PICTURES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return WEBP
    if content.startswith(_OLE):
        raise UnusableFile(
            _("This is an older Office file, which can hide programs. Save it as .docx, .xlsx, .pptx or PDF.")
        )
    found = _office_type(content) if content.startswith(_ZIP) else None
    if found is None:
        raise UnusableFile(
            _("This kind of file can’t be shared. Choose a PDF, a picture, or a document of Word, Excel or PowerPoint.")
        )
    return found


def _office_type(content: bytes) -> FileType | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            names = file.namelist()
            if len(names) > _MOST_PARTS:
                return None
            types = _read(file, "[Content_Types].xml") if "[Content_Types].xml" in names else ""
            said = _read(file, "mimetype") if "mimetype" in names else ""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
        return None
    _refuse_macros(names, types)
    if types:
        return next((each for each in _OFFICE if f"{each.content_type}.main+xml" in types), None)
    return next((each for each in _OPEN if each.content_type == said.strip()), None)


def _read(file: zipfile.ZipFile, name: str) -> str:
    with file.open(name) as part:
        return part.read(_MOST_READ).decode("utf-8", "replace")


def _refuse_macros(names: list[str], types: str) -> None:
    parts = [name.lower() for name in names]
    binary = any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in parts)
    scripts = any(name.startswith(("basic/", "scripts/")) for name in parts)
    if binary or scripts or "macroenabled" in types.lower():
        raise UnusableFile(_("This document has macros, which can run programs. Save it without them, or as PDF."))

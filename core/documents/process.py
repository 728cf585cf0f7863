"""Reads a document in a process of its own: bytes on its input, one object of JSON on its output.

A small file can ask for any amount of memory and time. Here both have an end, and whatever happens to this process
happens to it alone. Its argument is the kind of the file; it knows no Django.
"""

import base64
import contextlib
import io
import json
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.documents.pictures import Pictures

PROTECTED, TOO_MUCH, EMPTY = 3, 4, 5
_MEMORY = 900_000_000
_SECONDS = 40
# A handbook of 300 pages has about five; pictures have limits of their own.
_MAX_XML = 30_000_000
_MAX_PARTS = 3_000


class TooMuchError(Exception):
    """More than a handbook can hold."""


def main() -> None:
    """Read the document on standard input."""
    _set_limits()
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from defusedxml import DefusedXmlException, defuse_stdlib

    defuse_stdlib()  # definitions and entities are refused, by the reader of Word too
    from core.documents.pictures import Pictures

    counts: Counter[str] = Counter()
    pictures = Pictures()
    try:
        text = _read(sys.argv[1], sys.stdin.buffer.read(), counts, pictures)
    except (TooMuchError, MemoryError, RecursionError, DefusedXmlException):
        sys.exit(TOO_MUCH)
    if not text.strip():
        sys.exit(EMPTY)
    files = [base64.b64encode(each).decode() for each in pictures.files]
    json.dump({"text": text, "counts": counts, "pictures": files}, sys.stdout)


def _set_limits() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # not every system can
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))


def _read(kind: str, content: bytes, counts: Counter[str], pictures: "Pictures") -> str:
    if kind == "pdf":
        from core.documents.pdf import text_of_pdf

        return text_of_pdf(content, counts, protected=PROTECTED)
    from core.documents.web import markdown_of

    if kind == "html":
        return markdown_of(content.decode(), counts)
    _weigh(content)
    if kind == "docx":
        from core.documents.word import html_of_word

        return markdown_of(html_of_word(content, counts, pictures), counts, known=True)
    from core.documents.open_document import html_of_open_document

    return markdown_of(html_of_open_document(content, counts, pictures), counts, known=True)


def _weigh(content: bytes) -> None:
    """Refuse an archive by what it says of itself; more than it says is not unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = file.infolist()
    texts = sum(part.file_size for part in parts if part.filename.lower().endswith((".xml", ".rels")))
    if len(parts) > _MAX_PARTS or texts > _MAX_XML:
        raise TooMuchError


if __name__ == "__main__":
    main()

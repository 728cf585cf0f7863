"""From an uploaded or pasted document to Markdown. What is hostile about a file is refused here."""

import base64
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from django.utils.translation import gettext as _

from core.documents import process
from core.documents.errors import UnreadableDocument
from core.documents.typed import is_markdown, markdown_of_lines
from core.documents.web import MADE, TITLE
from core.tables.encodings import decoded
from core.tables.errors import UnreadableFile
from core.text import clean_text

MAX_BYTES = 15_000_000
MAX_LETTERS, MAX_LINES = 1_500_000, 60_000
KINDS = (".docx", ".docm", ".odt", ".pdf", ".md", ".txt", ".html")
_ARCHIVE, _OLD_OFFICE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-"
_PROGRAM = str(Path(process.__file__))
_SECONDS = 60
_MARKS = frozenset({"\t", MADE, TITLE})
_BETWEEN_MARKS = re.compile(f"([\t{MADE}{TITLE}])")


@dataclass(frozen=True, slots=True)
class Document:
    """What was read.

    Attributes:
        markdown: the text.
        counts: how many pictures, comments, changes, macros and marks of pages were left out.
        pictures: files, as they were; where one stands the text has `![description](picture:n)`, counted from 0.
    """

    markdown: str
    counts: dict[str, int]
    pictures: Sequence[bytes] = ()


def read_document(content: bytes, name: str) -> Document:
    """Return the text of a file.

    Args:
        content: the file.
        name: by which it was uploaded; its ending says what text files are.

    Raises:
        UnreadableDocument: it cannot be read, or is larger than a handbook can be.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableDocument(too_large())
    if not content.strip():
        raise UnreadableDocument(_("The file is empty. Choose another."))
    ending = PurePath(name).suffix.lower()
    if content.startswith(_OLD_OFFICE):
        raise UnreadableDocument(_("This is an old .doc file, or it has a password. Save it as .docx without one."))
    if content.lstrip().startswith(b"{\\rtf"):
        raise UnreadableDocument(_("This is an .rtf file. Save it as .docx, .odt or text."))
    if content.startswith(_PDF):
        return _read_apart(content, "pdf", plain=True)
    if content.startswith(_ARCHIVE):
        return _read_apart(content, "odt" if ending == ".odt" else "docx")
    if ending in (".docx", ".docm", ".odt", ".pdf"):
        raise broken()
    text = _text_of(content)
    if ending in (".html", ".htm"):
        return read_html(text)
    return read_text(text, is_known_markdown=ending == ".md")


def read_html(html: str) -> Document:
    """Return what somebody copied from Word, Google Docs or a web page.

    Raises:
        UnreadableDocument: it holds no text, or more than a handbook can be.
    """
    return _read_apart(html.encode("utf-8", "replace"), "html")


def read_text(text: str, *, is_known_markdown: bool = False) -> Document:
    """Return typed text; whether it is Markdown is known or seen.

    Raises:
        UnreadableDocument: it is more than a handbook can be.
    """
    text = _weighed(text.replace(MADE, "").replace(TITLE, ""))
    if is_known_markdown or is_markdown(text):
        return Document(text, {})
    return Document(markdown_of_lines(text, plain=True), {})


def too_large() -> str:
    """Return what is said of a file that is larger than a handbook can be."""
    words = _("The file is larger than %(most)d MB. Make its pictures smaller, or bring it in parts.")
    return words % {"most": MAX_BYTES // 1_000_000}


def broken() -> UnreadableDocument:
    return UnreadableDocument(_("The file can’t be opened. Save it again as .docx, .odt, .pdf, .md or .txt."))


def _cleaned(text: str) -> str:
    """The text without what nobody sees, but for tabs, which part cells, and the marks of our readers."""
    return "".join(part if part in _MARKS else clean_text(part) for part in _BETWEEN_MARKS.split(text))


def _text_of(content: bytes) -> str:
    try:
        return decoded(content)[0]
    except UnreadableFile as error:
        raise broken() from error


def _weighed(text: str) -> str:
    """The text, if it is no longer than a handbook can be, and without what nobody sees."""
    if len(text) > MAX_LETTERS or text.count("\n") > MAX_LINES:
        raise UnreadableDocument(_("The text is far longer than a handbook. Bring it in parts."))
    return _cleaned(text)


def _read_apart(content: bytes, kind: str, *, plain: bool = False) -> Document:
    command = [sys.executable, "-I", _PROGRAM, kind]
    try:
        ran = subprocess.run(command, input=content, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise _too_much() from error
    if ran.returncode == process.PROTECTED:
        raise UnreadableDocument(_("This file has a password. Save it without one."))
    if ran.returncode == process.EMPTY:
        raise UnreadableDocument(
            _("There’s no text in it. A scan is a picture of pages: bring the file it was made from.")
        )
    if ran.returncode == process.TOO_MUCH or ran.returncode < 0:
        raise _too_much()
    if ran.returncode:
        raise broken()
    made = json.loads(ran.stdout)
    counts = {kind: count for kind, count in made["counts"].items() if count}
    pictures = [base64.b64decode(each) for each in made["pictures"]]
    return Document(markdown_of_lines(_weighed(made["text"]), plain=plain), counts, pictures)


def _too_much() -> UnreadableDocument:
    return UnreadableDocument(
        _("The file unpacks to far more than a handbook needs. Copy its text into a new file, or bring it in parts.")
    )

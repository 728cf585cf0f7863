"""The parts of a workbook that is an archive, read piece by piece: an archive of 50 KB may unpack to anything.

Nothing is built that a limit does not cover: bytes, elements, depth, and the length of one tag are counted while the
parser runs, and it stops at the first that is too many.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from xml.parsers import expat

from django.utils.translation import gettext as _

from core.tables.errors import UnreadableFile

Attributes = Mapping[str, str]

_MAX_UNPACKED = 60_000_000
_MAX_PARTS = 500
_MAX_ELEMENTS = 2_000_000
_MAX_DEPTH = 60
# One of these is in every workbook: .xlsx, .xlsb and .ods.
_KINDS = frozenset({"xl/workbook.xml", "xl/workbook.bin", "content.xml"})
_PIECE = 64 * 1024
# No tag of an honest sheet is longer; the parser keeps an open one in memory.
_MAX_TAG = 500_000
_BROKEN = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, LookupError, ValueError, OverflowError, OSError, EOFError,
    RuntimeError, NotImplementedError,
)  # fmt: skip


class Listener(Protocol):
    """Told of every element of a part, in order. Names come without prefixes."""

    def start(self, name: str, attributes: Attributes) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, text: str) -> None: ...


@dataclass(slots=True)
class _Count:
    """What has been read of a file so far."""

    unpacked: int = 0
    elements: int = 0


@dataclass(frozen=True, slots=True)
class Archive:
    """A workbook whose table of contents has been weighed. The limits hold for all that is read of it."""

    file: zipfile.ZipFile
    names: Mapping[str, str]
    count: _Count = field(default_factory=_Count)

    def read(self, part: str, listener: Listener) -> None:
        """Let `listener` hear the part; of a part that is not there it hears nothing.

        Raises:
            UnreadableFile: it is broken, or larger than a list of people can be.
        """
        if part.lower() not in self.names:
            return
        parser = _Parser(listener, self.count)
        try:
            for piece in self.pieces(part):
                parser.feed(piece)
            parser.close()
        except _BROKEN as error:
            raise broken() from error

    def pieces(self, part: str) -> Iterator[bytes]:
        """Yield what a part unpacks to, piece by piece; nothing of a part that is not there.

        Raises:
            UnreadableFile: it is broken, or the archive unpacks to more than a list of people can be.
        """
        name = self.names.get(part.lower())
        if name is None:
            return
        try:
            with self.file.open(name) as stream:
                while piece := stream.read(_PIECE):
                    self.count.unpacked += len(piece)
                    if self.count.unpacked > _MAX_UNPACKED:
                        raise too_large()
                    yield piece
        except _BROKEN as error:
            raise broken() from error


def open_archive(content: bytes) -> Archive:
    """Open a workbook.

    Raises:
        UnreadableFile: not such a file, or one that claims to unpack to more than a list of people can be.
    """
    try:
        file = zipfile.ZipFile(io.BytesIO(content))
    except _BROKEN as error:
        raise broken() from error
    parts = file.infolist()
    names = {posixpath.normpath(part.filename.replace("\\", "/")).lstrip("/").lower(): part.filename for part in parts}
    if not _KINDS & names.keys():
        raise UnreadableFile(_("This isn’t a workbook. Save it as .xlsx, or as “CSV UTF-8”."))
    if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
        raise too_large()
    return Archive(file, names)


def broken() -> UnreadableFile:
    return UnreadableFile(_("The workbook can’t be opened. Save it again as .xlsx, or as “CSV UTF-8”."))


def too_large() -> UnreadableFile:
    return UnreadableFile(
        _("The workbook unpacks to far more than a list needs. Copy the cells of the list into a new, empty workbook.")
    )


class _Parser:
    """Feeds a stream to expat and counts."""

    def __init__(self, listener: Listener, count: _Count) -> None:
        self.listener, self.count = listener, count
        self.depth = self.since_event = 0
        self.expat = expat.ParserCreate()
        self.expat.buffer_text = True
        self.expat.StartElementHandler = self._start
        self.expat.EndElementHandler = self._end
        self.expat.CharacterDataHandler = self._text
        self.expat.StartDoctypeDeclHandler = self._refuse_definitions
        self.expat.CommentHandler = self.expat.ProcessingInstructionHandler = self._pass

    def feed(self, piece: bytes) -> None:
        self.since_event += len(piece)
        if self.since_event > _MAX_TAG:
            raise too_large()
        self.expat.Parse(piece, False)

    def close(self) -> None:
        self.expat.Parse(b"", True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.since_event = 0
        self.count.elements += 1
        self.depth += 1
        if self.count.elements > _MAX_ELEMENTS or self.depth > _MAX_DEPTH:
            raise too_large()
        self.listener.start(name.rpartition(":")[2], attributes)

    def _end(self, name: str) -> None:
        self.since_event = 0
        self.depth -= 1
        self.listener.end(name.rpartition(":")[2])

    def _text(self, text: str) -> None:
        self.since_event = 0
        self.listener.text(text)

    def _pass(self, *_texts: str) -> None:
        self.since_event = 0

    def _refuse_definitions(self, *_definitions: object) -> None:
        raise UnreadableFile(
            _(
                "The workbook has definitions that a list of people never needs. Copy the cells of the list into "
                "a new, empty workbook."
            )
        )

"""Links and files of two people as the workspace shows them."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.documents.kinds import FileKind, FileType
from core.undecryptable import UndecryptableText
from pairs.models import Mentorship, SharedThing

_KINDS: dict[FileKind, str | Promise] = {
    FileKind.PDF: "PDF",
    FileKind.PICTURE: _("Picture"),
    FileKind.TEXT: _("Document"),
    FileKind.SHEET: _("Spreadsheet"),
    FileKind.SLIDES: _("Slides"),
}


@dataclass(frozen=True, slots=True)
class ThingLine:
    """A link or a file.

    Attributes:
        thing: the row.
        href: where it is opened; empty for a link that can’t be.
        facts: the place of a link, or what a file is and how large.
        saved: whether a browser saves it and does not show it.
    """

    thing: SharedThing
    href: str
    facts: str
    saved: bool = False


def lines_of(pair: Mentorship, things: list[SharedThing]) -> list[ThingLine]:
    """Return a line for each."""
    return [_file(pair, thing, thing.type) if thing.type else _link(thing) for thing in things]


def _file(pair: Mentorship, thing: SharedThing, type_: FileType) -> ThingLine:
    facts = f"{_KINDS[type_.kind]}, {filesizeformat(thing.size)}"
    return ThingLine(thing, reverse("pairs:open-file", args=[pair.pk, thing.pk]), facts, type_.kind != FileKind.PICTURE)


def _link(thing: SharedThing) -> ThingLine:
    if isinstance(thing.url, UndecryptableText):
        return ThingLine(thing, "", thing.url)
    return ThingLine(thing, thing.url, urlsplit(thing.url).netloc)

"""A version of a handbook as a document, before it becomes a PDF, an e-book or plain text."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.markdown import References, Shown
from core.text import clean_line
from core.trees import Node, tree_of
from programs.models import HandbookVersion, HelpContact
from programs.models.handbooks import Audience
from programs.presentation.brands import PETROL
from programs.presentation.readers import Selection
from programs.queries.handbooks import pictures_of
from programs.queries.programs import help_contacts_of
from programs.queries.schools import logo_of

_LOGO = "logo.webp"


@dataclass(frozen=True, slots=True)
class DocumentChapter:
    """One chapter.

    Attributes:
        number: its place among the chapters of the document, from 1.
        name: its address, by which links name it.
        readers: for whom it is written, in words; empty where for everybody.
        blocks: its text (see `core.trees`).
    """

    number: int
    name: str
    title: str
    readers: str
    blocks: list[Node]


@dataclass(frozen=True, slots=True)
class HandbookDocument:
    """The whole document.

    Attributes:
        title, school: what it is, and whose.
        accent: the color of the school on paper.
        logo: the file among `pictures` with the school's logo; empty where it has none.
        language: the tag of the language in which its own words are.
        edition: which version, of which day, for whom.
        exact: the hash of the version, in words; empty for a draft.
        sha256: that hash alone.
        made_at: the instant of publication, or for a draft that of the request; in UTC.
        chapters: in their order.
        pictures: file → content, in WebP.
        contacts: where help is: heading and lines of each.
    """

    title: str
    school: str
    accent: str
    logo: str
    language: str
    edition: str
    exact: str
    sha256: str
    made_at: datetime
    chapters: list[DocumentChapter]
    pictures: dict[str, bytes]
    contacts: list[tuple[str, list[str]]]


def document_of(version: HandbookVersion, selection: Selection, *, now: datetime) -> HandbookDocument:
    """Return the document of the chapters that one side reads.

    Args:
        version: with its program and institution.
        selection: of its chapters.
        now: the instant of the request.
    """
    school = version.program.institution
    logo = logo_of(school)
    pictures = pictures_of(selection.own, version.program)
    files = {_file(key): bytes(image.content) for key, image in pictures.items()}
    known = References(
        chapters={chapter.slug: f"#{chapter.slug}" for chapter in selection.own},
        images={key: Shown(_file(key), image.width, image.height) for key, image in pictures.items()},
    )
    return HandbookDocument(
        title=clean_line(_("%(program)s handbook") % {"program": version.program.name}),
        school=clean_line(school.name),
        accent=school.accent or PETROL,
        logo=_LOGO if logo else "",
        language=get_language() or "en",
        edition=_edition(version, selection.readers),
        exact=_("The exact text of this version has the SHA-256 %(hash)s.") % {"hash": version.sha256}
        if version.sha256
        else "",
        sha256=version.sha256,
        made_at=(version.published_at or now).astimezone(UTC).replace(microsecond=0),
        chapters=[
            DocumentChapter(
                number=number,
                name=chapter.slug,
                title=clean_line(chapter.title),
                readers="" if chapter.audience == Audience.BOTH else str(Audience(chapter.audience).label),
                blocks=tree_of(chapter.body, known),
            )
            for number, chapter in enumerate(selection.own, 1)
        ],
        pictures=files | ({_LOGO: logo} if logo else {}),
        contacts=[(clean_line(each.heading), _lines(each)) for each in help_contacts_of(version.program)],
    )


def _file(key: str) -> str:
    return f"{key}.webp"


def _edition(version: HandbookVersion, readers: Audience) -> str:
    if version.published_at:
        zone = version.program.institution.zone
        day = date_format(version.published_at.astimezone(zone), "j F Y")
        edition = _("Version %(n)d, %(day)s") % {"n": version.number, "day": day}
    else:
        edition = _("Draft of version %(n)d") % {"n": version.number}
    if readers == Audience.BOTH:
        return edition
    who = {Audience.MENTEES: _("for mentees"), Audience.MENTORS: _("for mentors")}[readers]
    return f"{edition}, {who}"


def _lines(contact: HelpContact) -> list[str]:
    return [clean_line(line) for line in (contact.text, contact.phone, contact.email) if line]

"""A handbook as an e-book: EPUB 3.3, with the contents of EPUB 2 besides, which old readers know.

Source: EPUB 3.3, W3C Recommendation (2023); EPUB Accessibility 1.1 for the metadata.
"""

import io
from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, uuid5
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.tree_writers import xhtml
from programs.presentation.handbook_document import HandbookDocument

_FRAME = ("package.opf", "nav.xhtml", "toc.ncx")
_STYLE = """body { line-height: 1.5; margin: 0 4%%; }
h1, h2, h3, h4 { line-height: 1.2; }
h1, h2, a { color: %(accent)s; }
blockquote { margin: 1em 0; padding-left: 1em; border-left: 2px solid %(accent)s; }
table { border-collapse: collapse; width: 100%%; }
th, td { text-align: start; vertical-align: top; padding: .3em .6em .3em 0; border-bottom: 1px solid #999; }
img { max-width: 100%%; height: auto; }
"""


@dataclass(frozen=True, slots=True)
class _Page:
    """One file of the book; `lines` stand under the title, `type` is what it is in the words of EPUB."""

    id: str
    title: str
    lines: list[str] = field(default_factory=list)
    body: SafeString = field(default_factory=SafeString)
    type: str = ""

    @property
    def file(self) -> str:
        return f"{self.id}.xhtml"


def handbook_epub(document: HandbookDocument) -> bytes:
    """Return the book. The same document makes the same file."""
    pages = _pages(document)
    identifier = uuid5(NAMESPACE_URL, "\n".join([document.sha256, document.title, document.edition]))
    pictures = [{"id": f"picture-{number}", "file": name} for number, name in enumerate(document.pictures, 1)]
    context = {"document": document, "pages": pages, "pictures": pictures, "identifier": identifier}
    texts = {
        "META-INF/container.xml": render_to_string("programs/epub/container.xml"),
        "book/style.css": _STYLE % {"accent": document.accent},
        **{f"book/{name}": render_to_string(f"programs/epub/{name}", context) for name in _FRAME},
        **{
            f"book/{page.file}": render_to_string("programs/epub/page.xhtml", {"document": document, "page": page})
            for page in pages
        },
    }
    files = {name: text.encode() for name, text in texts.items()}
    return _zipped(document, files | {f"book/{name}": content for name, content in document.pictures.items()})


def _pages(document: HandbookDocument) -> list[_Page]:
    names = {chapter.name: f"chapter-{chapter.number}.xhtml" for chapter in document.chapters}
    title = _Page("title", document.title, [document.school, document.edition, document.exact], type="titlepage")
    chapters = [
        _Page(
            f"chapter-{chapter.number}",
            f"{chapter.number}. {chapter.title}",
            [chapter.readers] if chapter.readers else [],
            xhtml(chapter.blocks, names),
            "chapter",
        )
        for chapter in document.chapters
    ]
    if not document.contacts:
        return [title, *chapters]
    return [title, *chapters, _Page("help", _("Get help now"), body=_contacts(document))]


def _contacts(document: HandbookDocument) -> SafeString:
    return format_html_join(
        "",
        "<h2>{}</h2>{}\n",
        (
            (heading, format_html_join("", "<p>{}</p>", ((line,) for line in lines)))
            for heading, lines in document.contacts
        ),
    )


def _zipped(document: HandbookDocument, files: dict[str, bytes]) -> bytes:
    """The container: first, and not compressed, what kind of file it is."""
    book = io.BytesIO()
    day = document.made_at.timetuple()[:6]
    with ZipFile(book, "w") as archive:
        archive.writestr(ZipInfo("mimetype", day), "application/epub+zip", ZIP_STORED)
        for name, content in files.items():
            archive.writestr(ZipInfo(name, day), content, ZIP_DEFLATED)
    return book.getvalue()

"""A handbook as plain text: the lightest form, which every phone can show and keep."""

from django.utils.translation import gettext as _

from core.tree_writers import plain
from programs.presentation.handbook_document import DocumentChapter, HandbookDocument

_RULE = "=" * 32


def handbook_text(document: HandbookDocument) -> str:
    """Return the text."""
    contents = [f"{chapter.number}. {chapter.title}" for chapter in document.chapters]
    head = [document.title.upper(), document.school, document.edition, document.exact]
    parts = ["\n".join(filter(None, head)), _("Contents").upper() + "\n\n" + "\n".join(contents)]
    parts += [_chapter(chapter) for chapter in document.chapters]
    if document.contacts:
        entries = ["\n".join([heading, *lines]) for heading, lines in document.contacts]
        parts.append("\n\n".join([_("Get help now").upper(), *entries]))
    return f"\n\n{_RULE}\n\n".join(parts) + "\n"


def _chapter(chapter: DocumentChapter) -> str:
    head: list[str] = [f"{chapter.number}. {chapter.title}".upper()]
    if chapter.readers:
        head.append(chapter.readers)
    return "\n\n".join([*head, plain(chapter.blocks)])

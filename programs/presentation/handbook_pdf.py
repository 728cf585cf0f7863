"""A handbook as a PDF that is tagged for screen readers (PDF/UA-1), with contents and bookmarks."""

import hashlib
import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from django.conf import settings
from django.utils.translation import gettext as _

from core.typeset_once import typeset_once
from programs.presentation.handbook_document import HandbookDocument

_TEMPLATE = Path(settings.BASE_DIR) / "templates" / "programs" / "handbook.typ"


def handbook_pdf(document: HandbookDocument) -> bytes:
    """Return the PDF. What was made of the same document within a week is kept."""
    data = json.dumps(_data(document), ensure_ascii=False)
    return typeset_once("handbook-pdf", _TEMPLATE, data, lambda: _compiled(data, document.pictures, document.made_at))


def _compiled(data: str, pictures: Mapping[str, bytes], made_at: datetime) -> bytes:
    """Typeset in a folder with nothing but the pictures, outside which the typesetter reads nothing."""
    import typst  # loads a compiler: only when a PDF is asked for

    with TemporaryDirectory() as folder:
        for name, content in pictures.items():
            Path(folder, name).write_bytes(content)
        source = Path(folder, "handbook.typ")
        source.write_bytes(_TEMPLATE.read_bytes())
        compiler = typst.Compiler(os.fspath(source), root=folder, sys_inputs={"data": data})
        try:
            return cast(bytes, compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=made_at))
        except typst.TypstError:
            # Letters of a script that this machine lacks keep a text from the standard, but not from being read.
            return cast(bytes, compiler.compile(format="pdf", timestamp=made_at))


def _data(document: HandbookDocument) -> dict[str, Any]:
    return {
        "accent": document.accent,
        "logo": document.logo,
        # Another logo is another document.
        "marks": hashlib.sha256(document.pictures.get(document.logo, b"")).hexdigest(),
        "language": document.language.split("-")[0],
        "title": document.title,
        "school": document.school,
        "edition": document.edition,
        "exact": document.exact,
        "footer": f"{document.school} · {document.title} · {document.edition}",
        "contents": _("Contents"),
        "help": _("Get help now"),
        "chapters": [
            {
                "title": f"{chapter.number}. {chapter.title}",
                "name": chapter.name,
                "readers": chapter.readers,
                "blocks": chapter.blocks,
            }
            for chapter in document.chapters
        ],
        "contacts": [{"heading": heading, "lines": lines} for heading, lines in document.contacts],
    }

"""A Word document as HTML, and what is not taken from it."""

import io
import re
import zipfile
from collections import Counter
from functools import partial
from typing import Any

import mammoth
from mammoth.docx.files import InvalidFileReferenceError

from core.documents.pictures import Pictures, described

# A title of the whole document is no chapter's heading.
_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => h1.title:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""
_COUNTED = {
    "changes": re.compile(rb"<w:(?:ins|del|moveFrom|moveTo)\s[^>]*w:author"),
    "pictures": re.compile(rb"<(?:w:drawing|w:pict)\b"),
}


def html_of_word(content: bytes, counts: Counter[str], pictures: Pictures) -> str:
    """Return the HTML of a .docx or .docm: suggested changes are taken as accepted, comments left out.

    Args:
        content: the file.
        counts: what is left out is counted here.
        pictures: takes those that are in the file; what a drawing or an address stands for is left out.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = file.namelist()
        text = file.read("word/document.xml") if "word/document.xml" in names else b""
        remarks = file.read("word/comments.xml") if "word/comments.xml" in names else b""
    for kind, pattern in _COUNTED.items():
        counts[kind] += len(pattern.findall(text))
    counts["comments"] += len(re.findall(rb"<w:comment\s", remarks))
    counts["macros"] += any(name.lower().endswith("vbaproject.bin") for name in names)
    options = {
        "style_map": _STYLES,
        "convert_image": partial(_picture, pictures),
        "include_embedded_style_map": False,
        "external_file_access": False,
    }
    html = str(mammoth.convert_to_html(io.BytesIO(content), **options).value)
    counts["pictures"] = max(0, counts["pictures"] - len(pictures.files))
    return html


def _picture(pictures: Pictures, image: Any) -> Any:
    """The element of a picture that is taken; none for one that is elsewhere, or missing in the file."""
    try:
        with image.open() as file:
            place = pictures.take(file)
    except (InvalidFileReferenceError, KeyError):
        return []
    attributes = {"src": place, "alt": described(image.alt_text or "")}
    return mammoth.images.img_element(lambda _image: attributes)(image) if place else []

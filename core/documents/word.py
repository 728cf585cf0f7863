"""A Word document as HTML, and what is not taken from it."""

import io
import re
import zipfile
from collections import Counter

import mammoth

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


def html_of_word(content: bytes, counts: Counter[str]) -> str:
    """Return the HTML of a .docx or .docm: suggested changes are taken as accepted, comments and pictures left out.

    Args:
        content: the file.
        counts: what is left out is counted here.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = file.namelist()
        text = file.read("word/document.xml") if "word/document.xml" in names else b""
        remarks = file.read("word/comments.xml") if "word/comments.xml" in names else b""
    for kind, pattern in _COUNTED.items():
        counts[kind] += len(pattern.findall(text))
    counts["comments"] += len(re.findall(rb"<w:comment\s", remarks))
    counts["macros"] += any(name.lower().endswith("vbaproject.bin") for name in names)
    options = {"style_map": _STYLES, "convert_image": _no_picture, "include_embedded_style_map": False}
    return str(mammoth.convert_to_html(io.BytesIO(content), **options).value)


def _no_picture(_image: object) -> list[object]:
    return []

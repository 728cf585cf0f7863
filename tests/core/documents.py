"""Documents as programs write them, as small as they can be."""

import io
import zipfile
from collections.abc import Mapping

from PIL import Image

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_LINKS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_LINK = (
    '<Relationship Id="{0}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{1}" '
    'Target="{2}" TargetMode="{3}"/>'
)


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A file of parts, by their names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def paragraph(text: str, style: str = "", *, number: int = 0) -> str:
    """A paragraph of Word; one with a number is an item of the list of that number."""
    numbered = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>' if number else ""
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{look}{numbered}</w:pPr><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def drawing(link: str, words: str = "") -> str:
    """A paragraph of Word with a picture: `embed` or `link` and the key of its relationship, and its description."""
    how, _equals, key = link.partition("=")
    blip = f'<a:blip r:{how}="{key}"/>'
    names = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    picture = "http://schemas.openxmlformats.org/drawingml/2006/picture"
    inline = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    inner = f'<pic:pic xmlns:pic="{picture}"><pic:blipFill>{blip}</pic:blipFill></pic:pic>'
    graphic = f"<a:graphic {names}><a:graphicData>{inner}</a:graphicData></a:graphic>"
    shown = f'<wp:inline xmlns:wp="{inline}"><wp:docPr id="1" name="x" descr="{words}"/>{graphic}</wp:inline>'
    return f"<w:p><w:r><w:drawing>{shown}</w:drawing></w:r></w:p>"


def docx(
    *body: str, more: Mapping[str, str | bytes] | None = None, pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """A Word document; list 1 has bullets, list 2 numbers; rId9 is a link, and "Heading1" and "Title" are styles.

    Each of `pictures`, which have names, is the relationship of this name; `elsewhere` is one to another site.
    """
    levels = "".join(
        f'<w:abstractNum w:abstractNumId="{n}"><w:lvl w:ilvl="0"><w:numFmt w:val="{kind}"/></w:lvl></w:abstractNum>'
        for n, kind in ((1, "bullet"), (2, "decimal"))
    )
    numbers = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2))
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in (("Heading1", "heading 1"), ("Heading2", "heading 2"), ("Title", "Title"))
    )
    inner = _LINK.format("rId1", "numbering", "numbering.xml", "Internal")
    inner += _LINK.format("rId2", "styles", "styles.xml", "Internal")
    inner += _LINK.format("rId9", "hyperlink", "https://school.example/policy", "External")
    inner += _LINK.format("elsewhere", "image", "http://127.0.0.1:9/a.png", "External")
    media = {f"word/media/{name}.png": content for name, content in (pictures or {}).items()}
    inner += "".join(_LINK.format(name, "image", f"media/{name}.png", "Internal") for name in pictures or {})
    return archive(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _LINKS.format(_LINK.format("rId1", "officeDocument", "word/document.xml", "Internal")),
            "word/_rels/document.xml.rels": _LINKS.format(inner),
            "word/document.xml": f"<w:document {_W} {_R}><w:body>{''.join(body)}</w:body></w:document>",
            "word/numbering.xml": f"<w:numbering {_W}>{levels}{numbers}</w:numbering>",
            "word/styles.xml": f"<w:styles {_W}>{styles}</w:styles>",
            **media,
            **(more or {}),
        }
    )


def png(color: str) -> bytes:
    """A small picture."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), color).save(file, "PNG")
    return file.getvalue()


_O = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = " ".join(f'xmlns:{name}="{_O}:{name}:1.0"' for name in ("office", "text", "table", "style", "draw"))
_NAMES += f' xmlns:fo="{_O}:xsl-fo-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'


def odt(body: str, *, before: str = "", more: Mapping[str, bytes] | None = None) -> bytes:
    """A text of LibreOffice; L1 has bullets, L2 numbers, T1 is bold."""
    styles = (
        '<style:style style:name="T1"><style:text-properties fo:font-weight="bold"/></style:style>'
        '<text:list-style style:name="L2"><text:list-level-style-number text:level="1"/></text:list-style>'
    )
    content = (
        f"{before}<office:document-content {_NAMES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, **(more or {})})

"""A text of LibreOffice (.odt) as HTML, and what is not taken from it."""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from html import escape
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from core.documents.pictures import Pictures, described

_LEFT_OUT = {"image": "pictures", "object": "pictures", "annotation": "comments", "changed-region": "changes"}
_BLOCKS = {"p": "p", "list-item": "li", "list-header": "li", "table": "table", "table-row": "tr", "table-cell": "td"}
_SPACES = {"s": " ", "tab": "\t", "line-break": "<br>"}
_SKIPPED = {"tracked-changes", "table-of-content", "annotation", "annotation-end", "sequence-decls"}


def html_of_open_document(content: bytes, counts: Counter[str], pictures: Pictures) -> str:
    """Return the HTML of an .odt: suggested changes are taken as accepted, comments left out.

    Args:
        content: the file.
        counts: what is left out is counted here.
        pictures: takes those that are in the file.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        root = fromstring(file.read("content.xml"))
        counts["macros"] += any(name.startswith("Basic/") and name.endswith(".xml") for name in file.namelist())
        for element in root.iter():
            if kind := _LEFT_OUT.get(_name(element)):
                counts[kind] += 1
        body = next((each for each in root.iter() if _name(each) == "text" and "office" in each.tag), None)
        html = "" if body is None else "".join(_Writer(root, file, pictures).inside(body))
    counts["pictures"] -= len(pictures.files)
    return html


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


class _Writer:
    """Writes elements as HTML, with the styles and pictures of their document."""

    def __init__(self, root: Element, file: zipfile.ZipFile, pictures: Pictures) -> None:
        self.file, self.pictures = file, pictures
        styles = [each for each in root.iter() if _name(each) == "style"]
        looks = {
            _attribute(each, "name"): {key: v for part in each for key, v in part.attrib.items()} for each in styles
        }
        self.bold = {name for name, look in looks.items() if _has(look, "font-weight", "bold")}
        self.italic = {name for name, look in looks.items() if _has(look, "font-style", "italic")}
        self.numbered = {
            _attribute(each, "name")
            for each in root.iter()
            if _name(each) == "list-style" and len(each) and _name(each[0]) == "list-level-style-number"
        }
        self.lists: list[str] = []

    def inside(self, element: Element) -> Iterator[str]:
        yield escape(element.text or "")
        for child in element:
            yield from self.written(child)
            yield escape(child.tail or "")

    def written(self, element: Element) -> Iterator[str]:
        name = _name(element)
        if name in _SKIPPED:
            return
        if name in _SPACES:
            yield _SPACES[name]
        elif name == "frame":
            yield self._picture(element)
        elif name == "h":
            level = _attribute(element, "outline-level") or "1"
            yield from self._around(element, f"h{min(int(level), 6)}" if level.isdigit() else "h1")
        elif name == "list":
            style = _attribute(element, "style-name") or (self.lists[-1] if self.lists else "")
            self.lists.append(style)
            yield from self._around(element, "ol" if style in self.numbered else "ul")
            self.lists.pop()
        elif name == "a":
            yield f'<a href="{escape(_attribute(element, "href"))}">'
            yield from self.inside(element)
            yield "</a>"
        elif name == "span":
            yield from self._span(element)
        elif name in _BLOCKS:
            yield from self._around(element, _BLOCKS[name])
        else:
            yield from self.inside(element)

    def _around(self, element: Element, tag: str) -> Iterator[str]:
        yield f"<{tag}>"
        yield from self.inside(element)
        yield f"</{tag}>"

    def _picture(self, frame: Element) -> str:
        """The picture of a frame, where it is in the file; nothing else of the frame is written."""
        image = next((each for each in frame if _name(each) == "image"), None)
        name = "" if image is None else _attribute(image, "href")
        if name not in self.file.namelist():
            return ""
        with self.file.open(name) as file:
            place = self.pictures.take(file)
        words = next((each.text for each in frame if _name(each) in ("desc", "title") and each.text), "")
        return f'<img src="{place}" alt="{escape(described(words or ""))}">' if place else ""

    def _span(self, element: Element) -> Iterator[str]:
        style = _attribute(element, "style-name")
        tags = [tag for tag, styles in (("strong", self.bold), ("em", self.italic)) if style in styles]
        yield "".join(f"<{tag}>" for tag in tags)
        yield from self.inside(element)
        yield "".join(f"</{tag}>" for tag in reversed(tags))


def _has(look: dict[str, str], name: str, value: str) -> bool:
    return any(key.rpartition("}")[2] == name and found == value for key, found in look.items())

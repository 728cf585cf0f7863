"""Reads a page of HTML into a tree, just far enough to ask questions about it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


@dataclass(slots=True, eq=False)
class Element:
    """One element.

    Attributes:
        children: elements and texts in their order.
        whole: of the root alone, all elements of the page in their order: they are asked for dozens of times.
    """

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)
    whole: list["Element"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        """Yield this element and all below it, in the order of the page."""
        if self.whole:
            yield from self.whole
            return
        waiting: list[Element | str] = [self]
        while waiting:
            element = waiting.pop()
            if isinstance(element, Element):
                yield element
                waiting.extend(reversed(element.children))

    def all(self, *tags: str) -> Iterator["Element"]:
        """Yield the elements with one of `tags`."""
        return (element for element in self.walk() if element.tag in tags)

    def get(self, name: str) -> str:
        """Return an attribute, or nothing."""
        return self.attributes.get(name, "")

    @property
    def text(self) -> str:
        """The text of the element and of all below it, with single spaces."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()

    @property
    def ancestors(self) -> Iterator["Element"]:
        """Yield the elements around this one, nearest first."""
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    def __str__(self) -> str:
        shown = "".join(f' {name}="{value}"' for name, value in list(self.attributes.items())[:4])
        return f"<{self.tag}{shown}>"


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#document", {})
        self.root.whole.append(self.root)
        self._open = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self._open)
        self._open.children.append(element)
        self.root.whole.append(element)
        if tag not in _VOID:
            self._open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        for element in (self._open, *self._open.ancestors):
            if element.tag == tag and element.parent is not None:
                self._open = element.parent
                return

    def handle_data(self, data: str) -> None:
        self._open.children.append(data)


def parse(html: str) -> Element:
    """Return the tree of `html`."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


def kinds_in_place(page: Element) -> frozenset[object]:
    """Return which kinds of elements stand in which others in the main part of a page."""
    main = next(page.all("main"), None)
    pairs = ((_kind(each), _kind(each.parent)) for each in main.walk()) if main else ()
    return frozenset(_KNOWN.setdefault(pair, pair) for pair in pairs)


# The same few thousand on all pages: each is kept once.
_KNOWN: dict[object, object] = {}


def _kind(element: Element | None) -> object:
    return element and (element.tag, element.get("class"), element.get("type"), element.get("role"))

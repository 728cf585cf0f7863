"""HTML that people copy or that another reader made, as Markdown."""

import re
from collections import Counter
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup, Comment, Declaration, Doctype, ProcessingInstruction, Tag
from markdownify import ATX, MarkdownConverter

# Stands before every line of a list, so that nobody takes its numbers for those that people type before headings.
MADE = "\x02"
# Stands before the title of the whole, which is no heading of its text.
TITLE = "\x03"
_NEVER_TEXT = "script, style, head, nav, form, button, select, iframe, object, svg, template, noscript, title"
_SCHEMES = ("http", "https", "mailto", "tel")
_LIST_LEVEL = re.compile(r"mso-list:\s*(\S+)\s+level(\d)")
_NUMBER = re.compile(r"^\s*(?:\d+|[a-z]|[ivx]+)[.)]", re.IGNORECASE)
_HEADING = re.compile(r"^h[1-6]$")
_DEPTH = re.compile(r"^\d+\.\d")
_LONGEST_HEADING = 90


class _Converter(MarkdownConverter):
    """Markdown with marks at the lines of lists."""

    def convert_list(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        made = str(super().convert_list(el, text, parent_tags))  # type: ignore[misc]
        if "li" in parent_tags:
            return made
        return re.sub(r"^(?=.*\S)", MADE, made, flags=re.MULTILINE)

    convert_ul = convert_ol = convert_list

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return str(super().convert_td(el, text.replace("|", "\\|"), parent_tags))  # type: ignore[misc]

    def convert_th(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return str(super().convert_th(el, text.replace("|", "\\|"), parent_tags))  # type: ignore[misc]


def markdown_of(html: str, counts: Counter[str], *, known: bool = False) -> str:
    """Return the Markdown of `html`; lists have marks before their lines.

    Args:
        html: of a browser's clipboard, or of a reader of documents.
        counts: what is left out is counted here.
        known: whether a reader of ours made it, so that its pictures are those that were taken.
    """
    soup = BeautifulSoup(html, "html.parser")
    _leave_out(soup, counts, "picture, video" if known else "img, picture, video")
    _understand_word(soup)
    _understand_styles(soup)
    _tighten_lists(soup)
    for link in soup.find_all("a"):
        _mend_link(link)
    if not soup.find(_HEADING):
        _find_headings(soup)
    converter = _Converter(
        heading_style=ATX,
        bullets="-",
        table_infer_header=True,
        escape_misc=False,
        keep_inline_images_in=["td", "th"],
    )
    text = str(converter.convert_soup(soup)).replace("\xa0", " ")
    return re.sub(rf"({MADE}[^\n]*)\n\s*\n(?={MADE})", r"\1\n", text)


def _leave_out(soup: BeautifulSoup, counts: Counter[str], pictures: str) -> None:
    for node in soup.find_all(
        string=lambda text: isinstance(text, Comment | Declaration | Doctype | ProcessingInstruction)
    ):
        node.extract()
    for tag in soup.select(_NEVER_TEXT):
        tag.decompose()
    for selector, kind in ((pictures, "pictures"), ("[style*='mso-element:comment']", "comments")):
        found = soup.select(selector)
        counts[kind] += len(found)
        for tag in found:
            tag.decompose()
    for tag in soup.select("del, s, strike, ins"):
        counts["changes"] += tag.name in ("del", "ins")
        tag.unwrap() if tag.name == "ins" else tag.decompose()
    for tag in soup.select("a[href^='#footnote-ref'], a[href^='#endnote-ref'], [class*=MsoCommentReference]"):
        tag.decompose()


def _understand_word(soup: BeautifulSoup) -> None:
    """Make lists of the paragraphs that Word copies with a bullet typed before them, and mark its title."""
    for title in soup.select("h1.title, p.MsoTitle, p.MsoSubtitle"):
        title.name = "p"
        title.insert(0, TITLE)
    for line in soup.find_all("p", style=_LIST_LEVEL):
        if line.name == "li":  # of a list that was made just now
            continue
        group = [line]
        while (after := group[-1].find_next_sibling()) is not None and _LIST_LEVEL.search(str(after.get("style", ""))):
            group.append(after)
        place = soup.new_tag("div")
        line.insert_before(place)
        _nest(soup, place, group)


def _nest(soup: BeautifulSoup, place: Tag, lines: list[Tag]) -> None:
    open_lists: list[Tag] = []
    last = ""
    for line in lines:
        found = _LIST_LEVEL.search(str(line.get("style", "")))
        name, level = (found[1], int(found[2])) if found else ("", 1)
        del open_lists[level if name == last else 0 :]
        last = name
        if not open_lists or len(open_lists) < level:
            made = soup.new_tag("ol" if _NUMBER.match(line.get_text()) else "ul")
            items = open_lists[-1].find_all("li", recursive=False) if open_lists else []
            (items[-1] if items else place).append(made)
            open_lists.append(made)
        if marker := line.find("span"):
            marker.decompose()
        line.name = "li"
        open_lists[-1].append(line.extract())


def _tighten_lists(soup: BeautifulSoup) -> None:
    """Put a list that stands in a list into the item before it, and what an item says straight into the item."""
    for inner in soup.select("ul > ul, ul > ol, ol > ul, ol > ol"):
        if isinstance(before := inner.find_previous_sibling("li"), Tag):
            before.append(inner.extract())
    for item in soup.find_all("li"):
        paragraphs = item.find_all("p", recursive=False)
        if len(paragraphs) == 1:
            paragraphs[0].unwrap()


def _understand_styles(soup: BeautifulSoup) -> None:
    """Google Docs says by styles alone what is bold, and wraps everything into something bold that is not."""
    for tag in soup.find_all(["b", "strong"], style=re.compile(r"font-weight:\s*(normal|400)")):
        tag.unwrap()
    for tag in soup.find_all("span", style=True):
        style = str(tag["style"]).replace(" ", "")
        bold, italic = re.search(r"font-weight:(bold|[6-9]00)", style), "font-style:italic" in style
        if bold and not tag.find_parent(_HEADING):
            tag.name = "strong"
        elif italic:
            tag.name = "em"


def _mend_link(link: Tag) -> None:
    address: Any = link.get("href") or ""
    parts = urlsplit(address)
    if parts.netloc == "www.google.com" and parts.path == "/url":
        address = parse_qs(parts.query).get("q", [""])[0]
    if urlsplit(address).scheme.lower() in _SCHEMES and link.get_text(strip=True):
        link["href"] = address
    else:
        link.unwrap()


def _find_headings(soup: BeautifulSoup) -> None:
    """Where nothing is a heading, a short paragraph all in bold is one."""
    for line in soup.find_all("p"):
        words = line.get_text(" ", strip=True)
        bold = "".join(tag.get_text() for tag in line.find_all(["strong", "b"])).split()
        short = 0 < len(words) <= _LONGEST_HEADING and not words.endswith((".", ":", ",", ";"))
        if short and bold == line.get_text().split() and not line.find_parent(["td", "th", "li"]):
            line.name = "h3" if _DEPTH.match(words) else "h2"
            for tag in line.find_all(["strong", "b"]):
                tag.unwrap()

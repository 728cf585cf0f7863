"""Documents from elsewhere: what survives of them, what is said of the rest, and what never gets in."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import typst

from core.documents.errors import UnreadableDocument
from core.documents.reading import MAX_BYTES, read_document, read_html, read_text
from tests.core.documents import archive, docx, drawing, odt, paragraph

_TABLE = "| Month | Topic |\n| --- | --- |\n| Sept | Knowing |"
_CASES = os.environ.get("IMPORT_CASES", "")


def test_a_word_document_keeps_its_shape_and_says_what_stays_behind() -> None:
    rows = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>"
        for row in (("Month", "Topic"), ("Sept", "Knowing"))
    )
    content = docx(
        paragraph("Our handbook", "Title"),
        paragraph("1. Why we mentor", "Heading1"),
        paragraph("• typed"),
        paragraph("• bullets"),
        paragraph("real", number=1),
        paragraph("list", number=1),
        paragraph("first", number=2),
        '<w:p><w:hyperlink r:id="rId9"><w:r><w:t>the policy</w:t></w:r></w:hyperlink></w:p>',
        f"<w:tbl>{rows}</w:tbl>",
        '<w:p><w:ins w:id="1" w:author="A"><w:r><w:t>new</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="A"><w:r><w:delText>old</w:delText></w:r></w:del><w:r><w:drawing/></w:r></w:p>',
        more={
            "word/vbaProject.bin": b"macro",
            "word/comments.xml": b'<w:comments xmlns:w="x"><w:comment w:id="1"/></w:comments>',
        },
    )
    document = read_document(content, "handbook.docm")
    for kept in (
        "# 1. Why we mentor\n",
        "- typed\n- bullets\n",
        "- real\n- list\n",
        "1. first\n",
        "[the policy](https://school.example/policy)",
        _TABLE,
        "\nnew\n",
    ):
        assert kept in document.markdown
    assert "old" not in document.markdown
    assert document.counts == {"changes": 2, "pictures": 1, "comments": 1, "macros": 1}


def test_an_open_document_does_too() -> None:
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    rows = "".join(
        f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>"
        for row in (("Month", "Topic"), ("Sept", "Knowing"))
    )
    item = "<text:list-item><text:p>{}</text:p></text:list-item>"
    document = read_document(
        odt(
            "<text:tracked-changes><text:changed-region><text:p>old</text:p></text:changed-region></text:tracked-changes>"
            '<text:h text:outline-level="2">Meetings</text:h>'
            '<text:p>Bring <text:span text:style-name="T1">one</text:span><text:s/>question'
            "<office:annotation><text:p>Really?</text:p></office:annotation>"
            '<draw:frame><draw:image/></draw:frame>.</text:p><text:list text:style-name="L1">'
            f"{item.format('bullet')}</text:list><text:list text:style-name='L2'>{item.format('step')}</text:list>"
            f'<text:p><text:a xlink:href="https://school.example/policy">the policy</text:a></text:p>'
            f"<table:table>{rows}</table:table>"
        ),
        "handbook.odt",
    )
    for kept in ("## Meetings\n", "Bring **one** question.", "- bullet\n1. step\n", "[the policy](https://", _TABLE):
        assert kept in document.markdown
    assert document.counts == {"changes": 1, "comments": 1, "pictures": 1}


def test_pictures_come_along_with_their_descriptions() -> None:
    frame = '<draw:frame><draw:image xlink:href="Pictures/{}"/><svg:desc xmlns:svg="urn:svg">{}</svg:desc></draw:frame>'
    body = f"<text:p>{frame.format('a.png', 'A [map]')}</text:p><text:p>{frame.format('gone.png', 'x')} b</text:p>"
    document = read_document(odt(body, more={"Pictures/a.png": b"first"}), "a.odt")
    assert document.markdown == "![A (map)](picture:0)\n\nb\n"
    assert (document.pictures, document.counts) == ([b"first"], {"pictures": 1})
    files = {"a": b"first", "large": b"0" * 10_000_001, "b": b"second"}
    content = docx(
        drawing("embed=a", "A map"),
        drawing("link=elsewhere"),
        drawing("embed=large"),
        drawing("embed=b", "Picture 2"),
        pictures=files,
    )
    document = read_document(content, "a.docx")
    assert document.markdown == "![A map](picture:0)\n\n![](picture:1)\n"
    assert (document.pictures, document.counts) == ([b"first", b"second"], {"pictures": 2})


def test_a_pdf_gives_its_text_without_the_marks_of_its_pages() -> None:
    pages = ("1. Why we mentor\\ \nIt helps men-\\ \ntors too.", "• a point\\ \n• a second", "2. Meetings\\ \nOften.")
    source = '#set page(header: [Riverbend College], numbering: "1")\n' + "\n#pagebreak()\n".join(pages)
    document = read_document(typst.compile(source.encode()), "handbook.pdf")
    assert document.markdown == (
        "## Why we mentor\n\nIt helps mentors too.\n\n- a point\n- a second\n\n## Meetings\n\nOften.\n"
    )
    assert document.counts == {"page_marks": 6}


WORD = """<!--StartFragment--><p class=MsoTitle>Handbook</p>
<p style='mso-list:l0 level1 lfo1'><![if !supportLists]><span>·<span>&nbsp;</span></span><![endif]>One</p>
<p style='mso-list:l0 level2 lfo1'><span>o<span>&nbsp;</span></span>Inner</p>
<p style='mso-list:l1 level1 lfo2'><span>1.<span>&nbsp;</span></span>First</p>
<p>A <del>bad</del><ins>good</ins> end</p>"""
DOCS = """<b style="font-weight:normal" id="docs-internal-guid-1"><p><span style="font-weight:700">Bold</span>
<a href="https://www.google.com/url?q=https://school.example/a&sa=D">link</a></p>
<ul><li><p>A</p></li><ul><li><p>B</p></li></ul></ul></b>"""


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (WORD, "Handbook\n\n- One\n  - Inner\n1. First\n\nA good end\n"),
        (DOCS, "**Bold**\n[link](https://school.example/a)\n\n- A\n  - B\n"),
        ("<p><b>Why</b></p><p>Text *with* signs_</p>", "## Why\n\nText \\*with\\* signs\\_\n"),
        ("<nav>Menu</nav><h2>Why</h2><script>alert(1)</script><a href='javascript:x'>Go</a>", "## Why\n\nGo\n"),
        ("<table><tr><td>a|b</td><td>c</td></tr></table>", "| a\\|b | c |\n| --- | --- |\n"),
    ],
)
def test_what_is_copied_becomes_markdown(html: str, markdown: str) -> None:
    assert read_html(html).markdown.replace("\x03", "") == markdown


@pytest.mark.parametrize(
    ("typed", "markdown"),
    [
        ("Bring:\n• a\n\t• b\n– c", "Bring:\n\n- a\n   - b\n- c\n"),
        ("1) a\n2) b", "1. a\n2. b\n"),
        ("\t".join("abcdefghijklmnopqrstuvwxyz") + "\na\tb", " ".join("abcdefghijklmnopqrstuvwxyz") + "\na b\n"),
        ("1. Why\nBecause.\n\n2. How\nSo.", "## Why\n\nBecause.\n\n## How\n\nSo.\n"),
        ("2.1 The mentee\nComes.", "### The mentee\n\nComes.\n"),
        ("Chapter 3: Meetings\nOften.", "## Meetings\n\nOften.\n"),
        ("A\n\nGETTING HELP\n\nCall.", "A\n\n## GETTING HELP\n\nCall.\n"),
        ("They last.\tMonth\tTopic\nSept\tKnowing", f"They last.\n\n{_TABLE}\n"),
        ("See https://a.example/x. Or a@b.example!", "See <https://a.example/x>. Or <a@b.example>!\n"),
        ("Use *no* <b>signs</b> # here\n+ there", "Use \\*no\\* \\<b>signs\\</b> # here\n\\+ there\n"),
        ("2027. That was a year.", "2027\\. That was a year.\n"),
        ("# Kept\n\n*as* it is", "# Kept\n\n*as* it is"),
    ],
)
def test_what_is_typed_becomes_markdown(typed: str, markdown: str) -> None:
    assert read_text(typed).markdown == markdown


@pytest.mark.parametrize(
    ("make", "name", "words"),
    [
        (lambda: b"\xd0\xcf\x11\xe0old", "a.doc", "old .doc file, or it has a password"),
        (lambda: b"{\\rtf1 x}", "a.rtf", "an .rtf file"),
        (lambda: b" ", "a.txt", "is empty"),
        (lambda: b"x" * (MAX_BYTES + 1), "a.txt", "larger than 15 MB"),
        (lambda: b"no archive", "a.docx", "can’t be opened"),
        (lambda: b"PK\x03\x04 broken", "a.docx", "can’t be opened"),
        (lambda: b"%PDF-1.7 broken", "a.pdf", "can’t be opened|no text in it"),
        (lambda: archive({"other.txt": "x"}), "a.docx", "can’t be opened"),
        (docx, "a.docx", "no text in it"),
        (lambda: docx(more={"word/document.xml": b"<a>" * 40_000}), "a.docx", "can’t be opened|far more"),
        (lambda: docx(more={"word/extra.xml": b" " * 31_000_000}), "a.docx", "far more than a handbook"),
        (lambda: odt("<text:p>&a;</text:p>", before='<!DOCTYPE x [<!ENTITY a "aaa">]>'), "a.odt", "far more"),
        (lambda: b"word " * 400_000, "a.txt", "far longer than a handbook"),
        (lambda: b"w\n" * 70_000, "a.txt", "far longer than a handbook"),
    ],
    ids=[
        "doc", "rtf", "empty", "large", "not one", "broken", "broken pdf", "other archive", "no text", "deep",
        "zip bomb", "entities", "long", "lines",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(make: Callable[[], bytes], name: str, words: str) -> None:
    with pytest.raises(UnreadableDocument, match=words):
        read_document(make(), name)


def test_a_document_of_300_pages_is_read() -> None:
    pages = (paragraph(f"Part {n}", "Heading1") + paragraph("word " * 500) for n in range(100))
    assert read_document(docx(*pages), "long.docx").markdown.count("\n# Part") + 1 == 100


@pytest.mark.skipif(not _CASES, reason="IMPORT_CASES names no folder of cases")
def test_the_handbook_of_a_school_comes_as_it_is() -> None:
    text = read_document((Path(_CASES) / "school" / "handbook.txt").read_bytes(), "handbook.txt").markdown
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "## Why we mentor", "## Roles and responsibilities", "### The mentee", "### The mentor", "## Meetings",
        "## Confidentiality", "## When it does not work", "## Getting help",
    ]  # fmt: skip
    assert "- prepares each meeting\n- keeps the agreement\n" in text
    assert "Meetings last about 45 minutes.\n\n| Month | Topic |\n| --- | --- |\n| Sept | Getting to know" in text
    assert "<https://riverbend.example/policy>." in text
    assert "<mentoring@riverbend.example>." in text

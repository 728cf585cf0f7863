"""The handbook as PDF, e-book and plain text, and whose chapters are in it."""

import io
from datetime import datetime
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from accounts.models import User
from core.images import picture_of
from mentorship.demo.school.handbook import publish_first_version
from programs.models import HandbookVersion, Program
from programs.services import chapters, handbooks
from programs.services.handbook_images import keep_images
from tests.conftest import SignIn
from tests.factories.programs import HelpContactFactory

FORMS = ("pdf", "epub", "txt")
_OPF = "{http://www.idpf.org/2007/opf}"
_XHTML = "{http://www.w3.org/1999/xhtml}"


def _publish(program: Program, admin: User, now: datetime, **bodies: str) -> HandbookVersion:
    """Publish chapters by title; those that begin with Mentees or Mentors are for them alone."""
    draft = handbooks.start_draft(program)
    for title, body in bodies.items():
        audience = next((side for side in ("mentees", "mentors") if title.lower().startswith(side)), "both")
        chapters.add_chapter(draft, title=title.replace("_", " "), audience=audience, body=body)
    return handbooks.publish_handbook(draft, by=admin, change_note="", ask_again=True, now=now)


def _address(form: str) -> str:
    return reverse("programs:download-handbook", args=["compass", form])


def _content(form: str, client: Client | None = None, query: str = "") -> bytes:
    response = (client or Client()).get(_address(form) + query)
    assert response.status_code == 200
    return bytes(response.content)


def _words(form: str, content: bytes) -> str:
    """The words of a file, with single spaces."""
    if form == "pdf":
        found = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    elif form == "epub":
        found = " ".join(" ".join(page.itertext()) for page in _pages(content).values())
    else:
        found = content.decode()
    return " ".join(found.split())


def _pages(content: bytes) -> dict[str, ElementTree.Element]:
    """The pages of an e-book, each of which is well-formed."""
    archive = ZipFile(io.BytesIO(content))
    names = [name for name in archive.namelist() if name.endswith(".xhtml")]
    return {name.removeprefix("book/"): ElementTree.fromstring(archive.read(name)) for name in names}  # noqa: S314


def _structure(node: Any) -> list[Any]:
    """The elements of the tree of tags of a PDF, in their order."""
    node = node.get_object()
    if isinstance(node, list):
        return [each for part in node for each in _structure(part)]
    if not isinstance(node, dict):
        return []
    own = [node] if "/S" in node else []
    return own + (_structure(node["/K"]) if "/K" in node else [])


@pytest.fixture
def demo_handbook(program: Program, admin: User, now: datetime) -> HandbookVersion:
    """The handbook of the demo school, with its picture, and somebody to write to in need."""
    HelpContactFactory.create(institution=program.institution, email="safe@halden.example")
    return publish_first_version(program, by=admin, now=now)


def test_the_pdf_of_the_demo_handbook_can_be_read_by_everybody(demo_handbook: HandbookVersion) -> None:
    """What PDF/UA-1 (ISO 14289-1) asks that a file can show; the typesetter refuses what else it forbids."""
    pdf = PdfReader(io.BytesIO(_content("pdf")))
    catalog: Any = pdf.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in catalog["/Metadata"].get_object().get_data()
    assert pdf.metadata
    assert (pdf.metadata.title, pdf.metadata.author) == ("Compass handbook", demo_handbook.program.institution.name)
    assert all(str(page["/Tabs"]) == "/S" for page in pdf.pages if "/Annots" in page)
    elements = _structure(catalog["/StructTreeRoot"]["/K"])
    assert [element["/Alt"][:34] for element in elements if element["/S"] == "/Figure"] == [
        "Two people sit across a small tabl"
    ]
    tags = [element["/S"] for element in elements]
    assert (tags[0], tags.count("/Title"), tags.count("/TOC")) == ("/Document", 1, 1)
    levels = [int(tag[2]) for tag in tags if tag in ("/H1", "/H2", "/H3", "/H4")]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    actions = [link.get_object().get("/A", {}) for page in pdf.pages for link in page.get("/Annots", [])]
    addresses = {action["/URI"] for action in actions if "/URI" in action}
    assert "mailto:safe@halden.example" in addresses
    bookmarks = [entry.title for entry in pdf.outline if not isinstance(entry, list)]
    titles = [f"{place}. {each.title}" for place, each in enumerate(demo_handbook.chapters.all(), 1)]
    assert bookmarks == ["Contents", *titles, "Get help now"]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_the_whole_text(form: str, demo_handbook: HandbookVersion) -> None:
    words = _words(form, _content(form))
    for said in ("Compass handbook", "Version 1, 20 September 2026", demo_handbook.sha256[:20], "555 0100"):
        assert said.lower() in words.lower()
    for chapter in demo_handbook.chapters.all():
        assert chapter.title.lower() in words.lower()


def test_the_book_is_a_valid_container(demo_handbook: HandbookVersion) -> None:
    content = _content("epub")
    archive = ZipFile(io.BytesIO(content))
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
    assert archive.read("mimetype") == b"application/epub+zip"
    package = ElementTree.fromstring(archive.read("book/package.opf"))  # noqa: S314
    listed = {item.get("href") for item in package.iter(f"{_OPF}item")}
    kept = {name.removeprefix("book/") for name in archive.namelist() if name.startswith("book/")}
    assert listed | {"package.opf"} == kept
    ids = {item.get("id") for item in package.iter(f"{_OPF}item")}
    assert {item.get("idref") for item in package.iter(f"{_OPF}itemref")} <= ids
    for page in _pages(content).values():
        links = {link.get("href", "") for link in page.iter(f"{_XHTML}a")}
        assert {link for link in links if ":" not in link} <= kept


_HARD = {
    "headings that leave out levels": "#### Deep\n\n- ## In a list\n\n> ###### In a quote\n\n## \n\ntext",
    "signs of the typesetter": "#set page() $x$ \\ @label <label> *] [ _ `#eval` //x /*y */ ~ ^",
    "signs of XML": "a < b & c > d \"e\" 'f' &nbsp; &#0; ]]> <!-- -->",
    "letters of many scripts": "مرحبا 救急 שלום हिन्दी 🩺 Ω ж",
    "what nobody can see": "a\u200bb\u00adc \ufffe \u0001 d\u2028e",
    "a table": "| a | b |\n| - | :-: |\n| 1 | **2** |\n| only one |\n\n| head | alone |\n| - | - |",
    "links of every kind": "[a](tel:1) [b](javascript:x) [c](/help/) [e](chapter:one) [](tel:2) <x@y.zz>",
    "lists in lists": "7. a\n   - b\n\n         code\n   - > c\n8. d\n\n***\n\n```\nx < y\n\ty\n```",
    "nothing": "---",
}


@pytest.mark.parametrize("text", _HARD.values(), ids=_HARD)
def test_whatever_a_chapter_holds_becomes_a_file(text: str, program: Program, admin: User, now: datetime) -> None:
    _publish(program, admin, now, One=f"{text}\n\nThe end of it.", Two=text)
    for form in FORMS:
        assert "The end of it." in _words(form, _content(form))


def test_lists_tables_and_links_in_plain_text(program: Program, admin: User, now: datetime) -> None:
    body = (
        "## Calls\n\n1. one\n2. two\n   - in two\n\n> quoted\n\n| who | when |\n| - | - |\n| Ruth | now |\n\n"
        "[The act](https://law.example/act), [555 01](tel:55501), [chapter two](chapter:two)"
    )
    _publish(program, admin, now, One=body, Two="x")
    assert (
        "CALLS\n\n1. one\n2. two\n\n   - in two\n\n> quoted\n\nwho | when\nRuth | now\n\n"
        "The act (https://law.example/act), 555 01, chapter two"
    ) in _content("txt").decode()


def test_pictures_and_their_descriptions_come_along(program: Program, admin: User, now: datetime) -> None:
    file = io.BytesIO()
    Image.new("RGB", (60, 30), "#0a4f58").save(file, "PNG")
    [key] = keep_images(program, [picture_of(file.getvalue())], now=now)
    _publish(program, admin, now, One=f"See ![A calm sea](image:{key}) here.")
    pdf = PdfReader(io.BytesIO(_content("pdf")))
    assert sum(len(page.images) for page in pdf.pages) == 1
    catalog: Any = pdf.trailer["/Root"]
    figures = [each for each in _structure(catalog["/StructTreeRoot"]["/K"]) if each["/S"] == "/Figure"]
    assert [figure["/Alt"] for figure in figures] == ["A calm sea"]
    assert b"<pdfuaid:part>1" in catalog["/Metadata"].get_object().get_data()
    book = _content("epub")
    (shown,) = (image.attrib for page in _pages(book).values() for image in page.iter(f"{_XHTML}img"))
    assert shown == {"src": f"{key}.webp", "alt": "A calm sea"}
    assert f"book/{key}.webp" in ZipFile(io.BytesIO(book)).namelist()
    assert "See [A calm sea] here." in _content("txt").decode()


@pytest.mark.parametrize("form", FORMS)
def test_each_side_has_its_chapters_and_can_have_the_others(
    form: str,
    program: Program,
    admin: User,
    student: User,
    mentor: User,
    coordinator: User,
    sign_in: SignIn,
    now: datetime,
) -> None:
    _publish(program, admin, now, Common="[x](chapter:mentors-read)", Mentees_read="y", Mentors_read="z")

    def titles(client: Client, query: str = "") -> list[bool]:
        words = _words(form, _content(form, client, query)).lower()
        return [f"{side} read" in words for side in ("mentees", "mentors")]

    assert titles(sign_in(student)) == [True, False]
    assert titles(sign_in(student), "?for=everyone") == [True, True]
    assert titles(sign_in(mentor)) == [False, True]
    assert titles(sign_in(mentor), "?for=mentees") == [True, False]
    assert titles(sign_in(coordinator)) == titles(Client()) == titles(Client(), "?for=me") == [True, True]


def test_pages_show_ones_own_chapters_and_open_the_others(
    program: Program, admin: User, student: User, sign_in: SignIn, now: datetime
) -> None:
    _publish(program, admin, now, Common="x", Mentors_read="z", Mentees_read="y")
    client = sign_in(student)
    base = reverse("programs:show-handbook", args=["compass"])
    contents = client.get(base).content.decode()
    assert contents.index("Mentees read") < contents.index("1 chapter for mentors") < contents.index("Mentors read")
    chapter = client.get(base + "common/").content.decode()
    assert "chapter 1 of 2" in chapter
    assert "Mentees read →" in chapter
    assert "chapter 2 of 3" in client.get(base + "mentors-read/").content.decode()
    assert "<h2>2. Mentees read</h2>" in client.get(base + "print/").content.decode()
    assert "<h2>2. Mentors read</h2>" in client.get(base + "print/?for=everyone").content.decode()


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_for_those_who_may_read_and_is_sent_once(
    form: str, handbook: HandbookVersion, program: Program, admin: User, sign_in: SignIn
) -> None:
    response = Client().get(_address(form))
    assert response["Cache-Control"] == "private, no-cache"
    assert f'filename="compass-handbook-1.{form}"' in response["Content-Disposition"]
    again = Client().get(_address(form), headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert Client().head(_address(form)).status_code == 200
    handbooks.start_draft(program)
    assert Client().get(_address(form) + "?version=2").status_code == 404
    assert sign_in(admin).get(_address(form) + "?version=2").status_code == 200
    Program.objects.filter(pk=program.pk).update(status=Program.Status.DRAFT)
    assert Client().get(_address(form)).status_code == 404


def test_other_forms_are_not_there(handbook: HandbookVersion) -> None:
    assert Client().get(_address("doc")).status_code == 404

"""A text from elsewhere: cut into chapters, looked at, put into the draft."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.documents.errors import UnreadableDocument
from core.documents.reading import Document
from core.versions.drafts import discard_draft
from core.versions.errors import NothingToPublish
from programs.imports.handbook_chapters import cut
from programs.models import Chapter, HandbookImage, HandbookImport, Program
from programs.services.handbook_imports import forget_imports
from programs.services.handbooks import publish_handbook
from tests.conftest import SignIn
from tests.core.bombs import vast_png
from tests.core.documents import docx, drawing, paragraph, png

pytestmark = pytest.mark.django_db
TEXT = "School handbook\n\n1. Why we mentor\nBecause.\n\n2. Roles\n2.1 The mentee\n• comes\n• writes\n\n3. Later\n"


@pytest.fixture
def client(admin: User, sign_in: SignIn) -> Client:
    return sign_in(admin)


def _url(route: str, program: Program, **more: object) -> str:
    return reverse(f"programs:{route}", kwargs={"slug": program.slug, **more})


def _bring(client: Client, program: Program, **data: object) -> HandbookImport:
    answer = client.post(_url("bring-text", program), data)
    waiting = HandbookImport.objects.get()
    assert answer["Location"] == _url("take-chapters", program, pk=waiting.pk)
    return waiting


@pytest.mark.parametrize(
    ("markdown", "chapters"),
    [
        ("# Our book\n\n## One\n\na\n\n### Sub\n\nb\n\n## Two\n\nc", [("One", "a\n\n## Sub\n\nb"), ("Two", "c")]),
        ("# One\n\na\n\n# Two\n\nb", [("One", "a"), ("Two", "b")]),
        ("Words. More.\n\n# One\n\na\n\n# Two\n\nb", [("Text", "Words. More."), ("One", "a"), ("Two", "b")]),
        ("Only words.", [("Text", "Only words.")]),
        ("## 3. GETTING HELP\n\n*a*", [("Getting help", "*a*")]),
        ("# One\n\n```\n# no heading\n```\n\n# Empty\n\n# Two\n\nb", [("One", "```\n# no heading\n```"), ("Two", "b")]),
        (f"# {'Long ' * 40}\n\na", [(f"{'Long ' * 24}"[:119].rstrip() + "…", "a")]),
        ("\x03Title\n\n# One\n\na\n\n# Two\n\nb", [("One", "a"), ("Two", "b")]),
    ],
)  # fmt: skip
def test_a_text_is_cut_at_its_headings(markdown: str, chapters: list[tuple[str, str]]) -> None:
    made = cut(Document(markdown, {}), name="Text")
    assert [(each.title, each.body) for each in made.chapters] == chapters


def test_what_is_too_long_for_a_chapter_comes_in_parts() -> None:
    made = cut(Document("# One\n\n" + "\n\n".join(["word " * 1000] * 30), {}), name="Text")
    assert [each.title for each in made.chapters] == ["One (1)", "One (2)", "One (3)"]
    assert all(len(each.body) <= 60_000 for each in made.chapters)


@pytest.mark.parametrize("markdown", ["# Only\n\n# Headings", "# One\n\na\n\n" * 151])
def test_what_makes_no_chapters_or_far_too_many_is_refused(markdown: str) -> None:
    with pytest.raises(UnreadableDocument):
        cut(Document(markdown, {}), name="Text")


def test_chapters_are_looked_at_corrected_and_added_once(client: Client, program: Program, admin: User) -> None:
    waiting = _bring(client, program, file=SimpleUploadedFile("book.txt", TEXT.encode()))
    assert not Chapter.objects.exists()
    address = _url("take-chapters", program, pk=waiting.pk)
    page = client.get(address).content.decode()
    for shown in (
        "2 chapters to look at",
        "Kept: 4 headings, 1 list.",
        "The title “School handbook”.",
        "1 heading without",
    ):
        assert shown in page
    assert "<li>comes</li>" in page
    data = {"take_0": "on", "title_0": " ", "title_1": "Roles"}
    refused = client.post(address, data)
    assert refused.status_code == 422
    assert "Give the chapter a title." in refused.content.decode()
    assert "Choose at least one chapter" in client.post(address, {"title_0": "Why"}).content.decode()
    for answer in (client.post(address, data | {"title_0": "Why", "take_1": "on"}), client.post(address, data)):
        assert answer.status_code in (302, 404)
    added = list(Chapter.objects.values_list("slug", "body", "edited_by"))
    assert added == [("why", "Because.", admin.pk), ("roles", "## The mentee\n\n- comes\n- writes", admin.pk)]
    discard_draft(Chapter.objects.all()[0].version)
    assert not Chapter.objects.exists()


def test_a_text_is_discarded_or_forgotten_after_a_day(client: Client, program: Program, now: datetime) -> None:
    waiting = _bring(client, program, text="# One\n\na")
    client.post(_url("discard-text", program, pk=waiting.pk))
    assert not HandbookImport.objects.exists()
    waiting = _bring(client, program, text="# One\n\na")
    assert forget_imports(now=waiting.added_at + timedelta(hours=23)) == 0
    assert forget_imports(now=waiting.added_at + timedelta(hours=25)) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose a file, or paste the text below."),
        ({"file": SimpleUploadedFile("a.docx", b"PK\x03\x04 no")}, "The file can’t be opened."),
        ({"file": SimpleUploadedFile("a.txt", b"x" * 20_000_000)}, "larger than 15 MB"),
        ({"text": "# Only a heading"}, "There’s no text in it."),
    ],
    ids=["nothing", "broken", "large", "no text"],
)
def test_what_cannot_be_brought_is_said_beside_its_field(
    data: dict[str, object], words: str, client: Client, program: Program
) -> None:
    answer = client.post(_url("bring-text", program), data)
    assert answer.status_code == 422
    field = "text" if "text" in data else "file"
    assert words in answer.content.decode().split(f'id="error_1_id_{field}"')[1].split("</span>")[0]
    assert not HandbookImport.objects.exists()


def test_pictures_of_a_document_wait_for_their_descriptions(
    client: Client, program: Program, admin: User, now: datetime
) -> None:
    broken, vast = b"\x01\x00\x00\x00EMF", vast_png()
    document = docx(
        paragraph("One", "Heading1"),
        drawing("embed=map", "Where to park"),
        drawing("embed=plan", "image3.png"),
        *(drawing(f"embed={name}") for name in ("broken", "vast")),
        pictures={"map": png("red"), "plan": png("blue"), "broken": broken, "vast": vast},
    )
    waiting = _bring(client, program, file=SimpleUploadedFile("book.docx", document))
    keys = HandbookImage.objects.order_by("pk").values_list("key", flat=True)
    assert waiting.chapters[0]["body"] == "![Where to park](image:{})\n\n![](image:{})".format(*keys)
    address = _url("take-chapters", program, pk=waiting.pk)
    page = client.get(address).content.decode()
    for words in ("2 pictures", "1 picture has no description yet.", "2 pictures. Add them", f"/images/{keys[0]}.webp"):
        assert words in page
    client.post(address, {"take_0": "on", "title_0": "One"})
    draft = program.handbook_versions.get()
    with pytest.raises(NothingToPublish, match="A picture has no description"):
        publish_handbook(draft, by=admin, change_note="", ask_again=True, now=now)


def test_a_table_that_is_pasted_as_text_keeps_its_cells(client: Client, program: Program) -> None:
    waiting = _bring(client, program, text="1. Meetings\r\nMonth\tTopic\r\nSept\tKno\u200bwing\r\n")
    assert waiting.chapters == [{"title": "Meetings", "body": "| Month | Topic |\n| --- | --- |\n| Sept | Knowing |"}]


def test_markdown_with_a_script_stays_words(client: Client, program: Program) -> None:
    waiting = _bring(client, program, text="# One\n\n<script>alert(1)</script> [x](javascript:alert(1))\n\n# Two\n\nb")
    page = client.get(_url("take-chapters", program, pk=waiting.pk)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


def test_the_script_of_the_editor_gets_what_was_pasted_as_markdown(client: Client, program: Program) -> None:
    html = "<h2>One</h2><ul><li>a</li></ul><img src='x'>"
    answer = client.post(_url("convert-paste", program), {"html": html})
    said = "Kept: 1 heading, 1 list. Left out: 1 picture. Add it in its chapter, with a description."
    assert answer.json() == {"markdown": "## One\n\n- a\n", "said": said}
    refused = client.post(_url("convert-paste", program), {"html": "<p> </p>"})
    assert (refused.status_code, list(refused.json())) == (422, ["error"])

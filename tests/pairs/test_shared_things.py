"""Links and files of two people: a file is what is in it, and nobody else opens it."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import User
from core.documents.kinds import UnusableFile, type_of
from core.encryption import DecryptionError
from core.errors import DomainError
from core.key_rotation import rotate_keys
from pairs.errors import NotShared, TooMany
from pairs.models import Mentorship, SharedThing
from pairs.services import shared_things
from pairs.services.shared_things import MOST, MOST_BYTES, remove_thing, share_file, share_link
from pairs.services.thanks import say_thanks
from tests.conftest import SignIn
from tests.outbox import deliver_due

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 1, 11, 17, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
_TYPES = '<Types><Override PartName="/word/document.xml" ContentType="{}.main+xml"/></Types>'
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _zipped(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return file.getvalue()


DOCX = _zipped(**{"[Content_Types].xml": _TYPES.format(_WORD), "word__document.xml": "<w:document/>"})
ODT = _zipped(mimetype="application/vnd.oasis.opendocument.text", **{"content.xml": "<x/>"})
MACROS = _zipped(**{"[Content_Types].xml": _TYPES.format(_WORD), "word__vbaProject.bin": "x"})
MACRO_TYPE = _zipped(
    **{"[Content_Types].xml": _TYPES.format("application/vnd.ms-word.document.macroEnabled"), "word__document.xml": "x"}
)
ODT_MACROS = _zipped(mimetype="application/vnd.oasis.opendocument.text", **{"Basic__Standard__x.xml": "x"})


def _photo() -> bytes:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "A camera that knows where it was"
    Image.new("RGB", (60, 40), "teal").save(file, "JPEG", exif=exif)
    return file.getvalue()


@pytest.mark.parametrize(("content", "ending"), [(PDF, "pdf"), (DOCX, "docx"), (ODT, "odt"), (_photo(), "webp")])
def test_a_file_is_what_is_in_it(content: bytes, ending: str) -> None:
    assert type_of(content).ending == ending


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ\x90\x00 an executable named report.pdf", "can’t be shared"),
        (b"#!/bin/sh\nrm -rf /\n", "can’t be shared"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "can’t be shared"),
        (b"MZ" + DOCX, "can’t be shared"),
        (_zipped(**{"setup.exe": "MZ"}), "can’t be shared"),
        (DOCX[: len(DOCX) // 2], "can’t be shared"),
        (b"", "can’t be shared"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "older Office file"),
        (MACROS, "has macros"),
        (MACRO_TYPE, "has macros"),
        (ODT_MACROS, "has macros"),
    ],
)
def test_what_can_run_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(UnusableFile, match=said):
        type_of(content)


def _share(browser: Client, pair: Mentorship, content: bytes, name: str) -> int:
    file = SimpleUploadedFile(name, content)
    return browser.post(
        reverse("pairs:share-thing", args=[pair.pk]), {"title": "", "link": "", "file": file}
    ).status_code


def test_a_file_is_kept_encrypted_and_sent_so_that_nothing_in_it_runs(
    pair: Mentorship, student: User, mentor: User, coordinator: User, sign_in: SignIn
) -> None:
    hers = sign_in(student)
    assert _share(hers, pair, PDF, "Case report, draft 3.exe") == 302
    assert _share(hers, pair, b"MZ\x90\x00", "Case report.pdf") == 422
    thing = SharedThing.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, title FROM pairs_sharedthing")
        content, title = map(bytes, cursor.fetchone())
    assert b"PDF" not in content
    assert b"Case" not in title
    url = reverse("pairs:open-file", args=[pair.pk, thing.pk])
    sent = sign_in(mentor).get(url)
    assert sent.content == PDF
    assert sent["Content-Type"] == "application/pdf"
    assert sent["Content-Disposition"] == 'attachment; filename="Case_report_draft_3.pdf"'
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in sent["Content-Security-Policy"]
    assert sign_in(coordinator).get(url).status_code == 403
    page = sign_in(mentor).get(reverse("sessions:show-pair", args=[pair.pk])).content.decode()
    assert "Case report, draft 3" in page
    assert f"PDF, {len(PDF)}" in page
    # New keys open it as before; in another row it does not open.
    assert {done.column: done.current for done in rotate_keys()}["pairs_sharedthing.content"] == 1
    other = share_link(pair, by=mentor, title="x", url="https://a.example/", now=NOON)
    SharedThing._base_manager.filter(pk=other.pk).update(content=content, ending="pdf", size=1, url=b"")
    with pytest.raises(DecryptionError):
        _ = SharedThing.objects.get(pk=other.pk).content
    assert sign_in(mentor).get(reverse("pairs:open-file", args=[pair.pk, other.pk])).status_code == 302


def test_a_picture_is_made_anew(pair: Mentorship, student: User, sign_in: SignIn) -> None:
    assert _share(sign_in(student), pair, _photo(), "poster.jpg") == 302
    thing = SharedThing.objects.get()
    assert thing.content[8:12] == b"WEBP"
    assert b"camera" not in thing.content
    sent = sign_in(student).get(reverse("pairs:open-file", args=[pair.pk, thing.pk]))
    assert sent["Content-Type"] == "image/webp"
    assert sent["Content-Disposition"].startswith("inline")
    SharedThing.objects.filter(pk=thing.pk).delete()
    assert _share(sign_in(student), pair, _photo(), "???.jpg") == 302
    nameless = reverse("pairs:open-file", args=[pair.pk, SharedThing.objects.get().pk])
    assert 'filename="file.webp"' in sign_in(student).get(nameless)["Content-Disposition"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "ftp://a.example/x", "nowhere at all"])
def test_a_link_leads_to_a_page(link: str, pair: Mentorship, student: User, sign_in: SignIn) -> None:
    hers, url = sign_in(student), reverse("pairs:share-thing", args=[pair.pk])
    assert hers.post(url, {"title": "x", "link": link}).status_code == 422
    assert hers.post(url, {"title": "x", "link": ""}).status_code == 422


def test_lists_have_an_end_and_only_who_shared_it_removes_it(
    pair: Mentorship, student: User, mentor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    thing = share_link(pair, by=student, title="How to write", url="https://a.example/", now=NOON)
    with pytest.raises(NotShared):
        remove_thing(thing, by=mentor)
    with pytest.raises(UnusableFile, match="larger than 10 MB"):
        share_file(pair, by=student, title="x", content=b"%PDF-" + bytes(MOST_BYTES), now=NOON)
    monkeypatch.setattr(shared_things, "MOST_TOGETHER", len(PDF) + 1)
    share_file(pair, by=student, title="x", content=PDF, now=NOON)
    with pytest.raises(DomainError, match="together"):
        share_file(pair, by=mentor, title="x", content=PDF, now=NOON)
    rows = [SharedThing(mentorship=pair, title="x", url="y", shared_by=student, shared_at=NOON) for _ in range(MOST)]
    SharedThing.objects.bulk_create(rows)
    with pytest.raises(TooMany):
        share_link(pair, by=student, title="x", url="https://a.example/", now=NOON)
    remove_thing(thing, by=student)
    assert not SharedThing.objects.filter(pk=thing.pk).exists()


def test_thanks_are_told_without_their_words_and_stay(
    pair: Mentorship, student: User, mentor: User, sign_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    words = "You read it again on a Sunday."
    say_thanks(pair, by=student, text=words, now=NOON)
    deliver_due(now=NOON)
    [mail] = mailoutbox
    assert mail.to == [mentor.email]
    assert mail.subject == "A word of thanks for you"
    assert words not in mail.body
    assert words in sign_in(mentor).get(reverse("sessions:show-pair", args=[pair.pk])).content.decode()

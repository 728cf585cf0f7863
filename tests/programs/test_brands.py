"""Colors and logo of a school: chosen, checked for contrast, and on everything that speaks for its programs."""

import io
import zipfile
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import User
from programs.errors import UnreadableColor
from programs.models import HandbookVersion, Institution, Program, SchoolLogo
from programs.models.handbooks import Audience
from programs.presentation.brands import DARK, LIGHT, digest_of, nearest_accent
from programs.presentation.handbook_document import document_of
from programs.presentation.handbook_epub import handbook_epub
from programs.presentation.handbook_pdf import handbook_pdf
from programs.presentation.preview_image import preview_image
from programs.presentation.readers import select
from programs.services.brands import keep_logo, remove_logo, set_colors
from tests.conftest import SignIn
from tests.core.bombs import vast_png
from tests.handbooks import text

CHERRY, CHERRY_DARK = "#8c1d40", "#f0a6bd"


@pytest.fixture
def office(sign_in: SignIn, admin: User) -> Client:
    return sign_in(admin)


@pytest.fixture
def url(institution: Institution) -> str:
    return reverse("programs:edit-brand", args=[institution.slug])


def _png(size: tuple[int, int] = (900, 300)) -> bytes:
    file = io.BytesIO()
    Image.new("RGBA", size, "#8c1d4000").save(file, "PNG")
    return file.getvalue()


def test_a_color_that_cannot_be_read_comes_back_with_the_nearest_that_can(office: Client, url: str) -> None:
    answer = office.post(url, {"accent": "#ffcc00", "accent_dark": "#002147"})
    assert answer.status_code == 422
    light, dark = nearest_accent("#ffcc00", LIGHT), nearest_accent("#002147", DARK)
    for words in (f"The nearest color that can be read is {light}", f"The nearest color that can be read is {dark}"):
        assert words in text(answer)
    assert "#ffcc00 are too pale on light pages: their contrast is 1.3:1, and 4.5:1 is needed" in text(answer)
    # Both are shown, drawn: nothing on the page has a style of its own.
    assert f'fill="{light}"' in answer.content.decode()
    assert f'fill="{dark}"' in answer.content.decode()
    assert " style=" not in answer.content.decode()
    assert Institution.objects.get().accent == ""
    data = {"accent": "#ffcc00", "accent_dark": "#002147", "nearest": "yes"}
    assert "Colors saved." in text(office.post(url, data, follow=True))
    school = Institution.objects.get()
    assert (school.accent, school.accent_dark) == (light, dark)


def test_one_color_is_enough_and_none_is_that_of_the_site(office: Client, url: str, institution: Institution) -> None:
    office.post(url, {"accent": "8C1D40"})
    institution.refresh_from_db()
    assert (institution.accent, institution.accent_dark) == (CHERRY, nearest_accent(CHERRY, DARK))
    for data in ({"accent": "cherry"}, {"accent": "", "accent_dark": CHERRY_DARK}):
        assert "accent" in office.post(url, data).context["colors"].errors
    page = office.get(url)
    revision = page.context["colors"].fields["revision"].initial
    assert office.post(url, {"accent": "", "accent_dark": "", "revision": revision}).status_code == 302
    assert 'rel="stylesheet" href="/brands/' not in office.get(url).content.decode()


def test_neither_code_nor_the_database_keeps_what_cannot_be_read(institution: Institution) -> None:
    with pytest.raises(UnreadableColor):
        set_colors(institution, accent="#ffcc00", accent_dark="#ffcc00")
    for fields in ({"accent": CHERRY}, {"accent": "red", "accent_dark": "red"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Institution.objects.update(**fields)


def test_pages_of_a_program_have_the_colors_and_the_logo_of_its_school(
    program: Program, institution: Institution, now: datetime
) -> None:
    set_colors(institution, accent=CHERRY, accent_dark=CHERRY_DARK)
    keep_logo(institution, content=_png(), now=now)
    page = Client().get(f"/programs/{program.slug}/").content.decode()
    sheet = reverse("programs:show-brand", args=[institution.pk, digest_of(CHERRY, CHERRY_DARK)])
    assert page.index("css/site.css") < page.index(sheet)
    answer = Client().get(sheet)
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    assert f"--accent:{CHERRY};" in answer.content.decode()
    assert f"prefers-color-scheme:dark){{:root{{--accent:{CHERRY_DARK};" in answer.content.decode()
    assert Client().get(sheet.replace(digest_of(CHERRY, CHERRY_DARK), "0" * 12)).status_code == 404
    logo = SchoolLogo.objects.get()
    for size, expected in (("small", (216, 72)), ("large", (800, 267))):
        where = reverse("programs:show-logo", args=[logo.key, size])
        assert where in page
        with Image.open(io.BytesIO(Client().get(where).content)) as picture:
            assert (picture.format, picture.size, picture.mode) == ("WEBP", expected, "RGBA")
    assert Client().get(reverse("programs:show-logo", args=[logo.key, "huge"])).status_code == 404
    assert page.count(f'alt="{institution.name}"') == 2
    remove_logo(institution)
    assert "/brands/logos/" not in Client().get(f"/programs/{program.slug}/").content.decode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"\x89PNG but no picture",
        b"\x89PNG" + b"0" * 20_000_000,
        vast_png(),
    ],
    ids=["empty", "drawing", "broken", "20 MB", "bomb"],
)
def test_what_is_no_picture_is_refused_beside_its_field(
    office: Client, institution: Institution, content: bytes
) -> None:
    upload = SimpleUploadedFile("logo.svg", content)
    answer = office.post(reverse("programs:keep-logo", args=[institution.slug]), {"logo": upload})
    assert (answer.status_code, list(answer.context["logo_form"].errors)) == (422, ["logo"])
    assert not SchoolLogo.objects.exists()


def test_handbook_and_preview_are_in_the_colors_of_the_school(
    handbook: HandbookVersion, institution: Institution, now: datetime
) -> None:
    program = handbook.program
    plain = [_pdf_of(handbook, now), preview_image(program)]
    set_colors(institution, accent=CHERRY, accent_dark=CHERRY_DARK)
    keep_logo(institution, content=_png(), now=now)
    version = HandbookVersion.objects.select_related("program__institution").get(pk=handbook.pk)
    document = _document(version, now)
    assert (document.accent, document.logo) == (CHERRY, "logo.webp")
    with zipfile.ZipFile(io.BytesIO(handbook_epub(document))) as book:
        assert f"color: {CHERRY}" in book.read("book/style.css").decode()
        assert f'<img src="logo.webp" alt="{institution.name}"/>' in book.read("book/title.xhtml").decode()
        assert "book/logo.webp" in book.namelist()
    assert _pdf_of(version, now) != plain[0]
    assert preview_image(version.program) != plain[1]


def _document(version: HandbookVersion, now: datetime) -> Any:
    return document_of(version, select(list(version.chapters.all()), Audience.BOTH), now=now)


def _pdf_of(version: HandbookVersion, now: datetime) -> bytes:
    return handbook_pdf(_document(version, now))


def test_the_page_asks_as_often_for_a_school_with_a_brand(
    office: Client, url: str, institution: Institution, now: datetime, django_assert_num_queries: Any
) -> None:
    for _ in range(2):
        with django_assert_num_queries(4):
            office.get(url)
        set_colors(institution, accent=CHERRY, accent_dark=CHERRY_DARK)
        keep_logo(institution, content=_png(), now=now)

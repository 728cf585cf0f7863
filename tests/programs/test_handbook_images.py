"""Pictures and links in chapters: who sees them, what they are checked for, and what a published version keeps."""

import io
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import User
from core.versions.errors import NothingToPublish
from programs.models import Chapter, HandbookImage, HandbookVersion, Program
from programs.services import chapters, handbooks
from tests.conftest import SignIn
from tests.core.bombs import vast_png
from tests.factories.programs import HandbookImageFactory

pytestmark = pytest.mark.django_db
TYPED = {"title": "Where", "audience": "both", "body": "Unsaved words."}


@pytest.fixture
def draft(program: Program) -> HandbookVersion:
    return handbooks.start_draft(program)


@pytest.fixture
def client(admin: User, sign_in: SignIn) -> Client:
    return sign_in(admin)


def _png() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "PNG")
    return SimpleUploadedFile("map.png", file.getvalue())


def _url(route: str, program: Program, **more: object) -> str:
    return reverse(f"programs:{route}", kwargs={"slug": program.slug, **more})


def _publish(draft: HandbookVersion, admin: User, now: datetime) -> HandbookVersion:
    return handbooks.publish_handbook(draft, by=admin, change_note="Map.", ask_again=False, now=now)


def test_a_picture_goes_into_the_unsaved_text_and_loses_nothing(client: Client, draft: HandbookVersion) -> None:
    data = TYPED | {"picture": _png(), "description": "A map [of] the\nbuilding"}
    page = client.post(_url("add-picture", draft.program), data).content.decode()
    image = HandbookImage.objects.get()
    assert f"Unsaved words.\n\n![A map (of) the building](image:{image.key})" in page
    address = _url("show-image", draft.program, key=image.key)
    assert f'<img src="{address}" alt="A map (of) the building" width="40" height="30" loading="lazy">' in page
    assert not Chapter.objects.exists()
    shown = client.get(address)
    assert (shown["Content-Type"], shown["Cache-Control"]) == ("image/webp", "private, no-store")
    again = client.post(
        _url("add-picture", draft.program), data | {"picture": _png()}, headers={"accept": "application/json"}
    )
    assert again.json() == {"markdown": f"![A map (of) the building](image:{image.key})"}
    assert HandbookImage.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"description": "A map"}, "Choose a picture."),
        ({"picture": _png(), "description": " "}, "Say in a sentence what the picture shows."),
        ({"picture": SimpleUploadedFile("a.png", b"no"), "description": "A map"}, "can’t be read as a picture"),
        ({"picture": SimpleUploadedFile("a.png", b"\0" * 20_000_000), "description": "A map"}, "larger than 10 MB"),
        ({"picture": SimpleUploadedFile("a.png", vast_png()), "description": "A map"}, "can’t be read as a picture"),
    ],
    ids=["no file", "no description", "no picture", "20 MB", "bomb"],
)
def test_what_cannot_be_added_is_said_beside_its_field(
    data: dict[str, object], words: str, client: Client, draft: HandbookVersion
) -> None:
    answer = client.post(_url("add-picture", draft.program), TYPED | data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page.split('id="picture"')[1]
    assert "Unsaved words." in page
    assert not HandbookImage.objects.exists()


def test_a_picture_is_seen_by_those_who_may_read_a_chapter_that_shows_it(
    draft: HandbookVersion, admin: User, student: User, sign_in: SignIn, now: datetime
) -> None:
    image: HandbookImage = HandbookImageFactory.create(program=draft.program)
    address = _url("show-image", draft.program, key=image.key)
    reader, writer = sign_in(student), sign_in(admin)
    chapters.add_chapter(draft, title="Map", audience="both", body=f"![A map](image:{image.key})")
    assert (reader.get(address).status_code, writer.get(address).status_code) == (404, 200)
    _publish(draft, admin, now)
    shown = reader.get(address)
    assert (shown.status_code, shown["Cache-Control"]) == (200, "private, max-age=31536000, immutable")
    page = reader.get(_url("show-chapter", draft.program, chapter_slug="map")).content.decode()
    assert f'<img src="{address}" alt="A map"' in page
    second = handbooks.start_draft(draft.program)
    chapters.edit_chapter(second.chapters.get(), title="Map", audience="both", body="Gone.")
    _publish(second, admin, now)
    handbooks.withdraw_handbook(draft)
    assert (reader.get(address).status_code, writer.get(address).status_code) == (404, 200)


def test_a_picture_belongs_to_what_is_acknowledged(draft: HandbookVersion, admin: User, now: datetime) -> None:
    image: HandbookImage = HandbookImageFactory.create(program=draft.program)
    chapters.add_chapter(draft, title="Map", audience="both", body=f"![A map](image:{image.key})")
    seen = draft.text_digest()
    image.delete()
    HandbookImageFactory.create(program=draft.program, key=image.key, sha256="f" * 64)
    assert draft.text_digest() != seen


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("[the map](chapter:map)", "The link “the map” leads nowhere."),
        ("[the map](map)", "The link “the map” leads nowhere."),
        ("![a map](image:0123456789abcdef)", "The picture “a map” isn’t here any more."),
        ("![a map](https://elsewhere.example/map.png)", "The picture “a map” comes from another site."),
        ("![](image:{key})", "A picture has no description."),
    ],
)
def test_what_readers_would_stumble_over_is_said_before_it_is_published(
    body: str, words: str, draft: HandbookVersion, client: Client, admin: User, now: datetime
) -> None:
    image: HandbookImage = HandbookImageFactory.create(program=draft.program)
    chapter = chapters.add_chapter(draft, title="Where", audience="both", body=body.format(key=image.key))
    assert words in client.get(_url("edit-handbook", draft.program)).content.decode()
    with pytest.raises(NothingToPublish, match=words.split("“")[0]):
        _publish(draft, admin, now)
    good = f"[x](https://a.example) [y](chapter:where) [z](#top) [r](/help/) ![m](image:{image.key})"
    chapters.edit_chapter(chapter, title="Where", audience="both", body=good)
    _publish(draft, admin, now)


def test_links_between_chapters_lead_to_the_version_that_is_read(
    draft: HandbookVersion, client: Client, admin: User, now: datetime
) -> None:
    chapters.add_chapter(draft, title="One", audience="both", body="[on](chapter:two)")
    chapters.add_chapter(draft, title="Two", audience="both", body="Words.")
    two, one = (_url("show-chapter", draft.program, chapter_slug=slug) for slug in ("two", "one"))
    assert f'<a href="{two}?version=1"' in client.get(f"{one}?version=1").content.decode()
    _publish(draft, admin, now)
    assert f'<a href="{two}"' in client.get(one).content.decode().split('class="prose"')[1]
    assert '<a href="#two"' in client.get(_url("print-handbook", draft.program)).content.decode().split("prose")[1]


def test_a_picture_that_was_chosen_is_saved_with_the_text_or_nothing_is(client: Client, draft: HandbookVersion) -> None:
    address = _url("add-chapter", draft.program)
    refused = client.post(address, TYPED | {"picture": _png(), "description": ""})
    assert refused.status_code == 422
    assert "Say in a sentence what the picture shows." in refused.content.decode()
    assert not Chapter.objects.exists()
    assert client.post(address, TYPED | {"picture": _png(), "description": "A map"}).status_code == 302
    image = HandbookImage.objects.get()
    assert Chapter.objects.get().body == f"Unsaved words.\n\n![A map](image:{image.key})"

"""A photo: a square in two sizes with nothing in it but what is to be seen, for whoever a page tells its key."""

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import Photo, User
from accounts.services.photos import MAX_BYTES
from tests.core.bombs import vast_png
from tests.factories.accounts import picture_file

SignIn = Callable[[User], Client]
EDIT = "accounts:edit-photo"


def _upload(browser: Client, content: bytes, part: str = "middle") -> int:
    file = SimpleUploadedFile("me.png", content)
    return browser.post(reverse(EDIT), {"photo": file, "part": part}).status_code


def _shown(browser: Client, person: User, size: str) -> Image.Image:
    person.refresh_from_db()
    response = browser.get(reverse("accounts:show-photo", args=[person.photo_key, size]))
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    return Image.open(io.BytesIO(response.content)).convert("RGB")


@pytest.mark.parametrize(("part", "is_red"), [("start", True), ("end", False)])
def test_the_part_that_was_chosen_is_kept_in_two_sizes(
    part: str, is_red: bool, mentor: User, student: User, sign_in: SignIn
) -> None:
    assert _upload(sign_in(mentor), picture_file(size=(800, 400)), part) == 302
    large, small = (_shown(sign_in(student), mentor, size) for size in ("large", "small"))
    assert (large.size, small.size) == ((Photo.LARGE, Photo.LARGE), (Photo.SMALL, Photo.SMALL))
    red, _green, blue = small.getpixel((48, 48))  # type: ignore[misc]
    assert (red > blue) == is_red


def test_another_photo_and_none_have_no_old_address(mentor: User, sign_in: SignIn) -> None:
    browser = sign_in(mentor)
    keys = []
    for _time in range(2):
        _upload(browser, picture_file())
        mentor.refresh_from_db()
        keys.append(mentor.photo_key)
    browser.post(reverse("accounts:remove-photo"))
    mentor.refresh_from_db()
    assert mentor.photo_key == ""
    assert not Photo.objects.exists()
    for key in keys:
        assert browser.get(reverse("accounts:show-photo", args=[key, "large"])).status_code == 404


@pytest.mark.parametrize(
    "content",
    [b"", b"no picture", picture_file()[:60], b"\x89PNG" + b"0" * MAX_BYTES, vast_png()],
    ids=["empty", "text", "cut", "big", "bomb"],
)
def test_what_is_no_photo_is_said_beside_the_field(content: bytes, mentor: User, sign_in: SignIn) -> None:
    browser = sign_in(mentor)
    file = SimpleUploadedFile("me.png", content)
    response = browser.post(reverse(EDIT), {"photo": file, "part": "middle"})
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"photo"}
    assert not Photo.objects.exists()


def test_pages_show_the_photo_in_place_of_letters(mentor: User, sign_in: SignIn) -> None:
    browser = sign_in(mentor)
    _upload(browser, picture_file())
    mentor.refresh_from_db()
    page = browser.get(reverse("people:edit-profile"), follow=True).content.decode()
    assert reverse("accounts:show-photo", args=[mentor.photo_key, "large"]) in page


def test_a_visitor_sees_no_photo(mentor: User, sign_in: SignIn) -> None:
    _upload(sign_in(mentor), picture_file())
    mentor.refresh_from_db()
    assert Client().get(reverse("accounts:show-photo", args=[mentor.photo_key, "small"])).status_code == 302

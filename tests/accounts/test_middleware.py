"""Pages of a signed-in person are kept by no cache, and no request holds a NUL."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.conftest import SignIn

PAGES = ("people:edit-profile", "programs:list-programs", "account_email")


@pytest.mark.parametrize("name", PAGES)
def test_no_cache_keeps_a_page_of_a_signed_in_person(name: str, sign_in: SignIn, outsider: User) -> None:
    kept = sign_in(outsider).get(reverse(name))["Cache-Control"]
    assert {"no-store", "private"} <= set(kept.split(", "))


@pytest.mark.django_db
def test_a_public_page_may_be_kept(client: Client) -> None:
    assert "Cache-Control" not in client.get(reverse("programs:list-programs")).headers


@pytest.mark.parametrize("name", ["home", "programs:list-programs", "people:edit-profile"])
@pytest.mark.parametrize("fields", [{"q": "\0"}, {"\0": ""}, {"q": ["a", "b\0c"]}])
def test_a_nul_in_an_address_or_in_a_posted_field_is_refused(
    name: str, fields: dict[str, str | list[str]], sign_in: SignIn, outsider: User
) -> None:
    browser = sign_in(outsider)
    assert browser.get(reverse(name), fields).status_code == 400
    refused = browser.post(reverse(name), fields)
    assert refused.status_code == 400
    assert "Nothing was saved." in refused.content.decode()

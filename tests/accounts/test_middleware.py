"""Pages of a signed-in person are kept by no cache, so that “back” after signing out shows nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.conftest import SignIn

PAGES = ("accounts:edit-profile", "programs:list-programs", "account_email")


@pytest.mark.parametrize("name", PAGES)
def test_no_cache_keeps_a_page_of_a_signed_in_person(name: str, sign_in: SignIn, outsider: User) -> None:
    kept = sign_in(outsider).get(reverse(name))["Cache-Control"]
    assert {"no-store", "private"} <= set(kept.split(", "))


@pytest.mark.django_db
def test_a_public_page_may_be_kept(client: Client) -> None:
    assert "Cache-Control" not in client.get(reverse("programs:list-programs")).headers

"""People come in by whatever spelling of their address, and with whatever names they have."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.forms import ProfileForm
from accounts.models import User
from accounts.queries import profile_values
from tests.conftest import SignIn
from tests.factories.accounts import UserFactory

SPELLINGS = (
    "inga@münchen.example",
    "INGA@xn--mnchen-3ya.EXAMPLE",
    "Inga <inga@MÜNCHEN.example>",
    "\u200binga@münchen.example",
)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_signing_in_works_with_every_spelling(spelling: str, db: None) -> None:
    user = UserFactory.create(email="inga@münchen.example")
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    user.set_password("a-long-pass-phrase")
    user.save()
    browser = Client()
    answer = browser.post(reverse("account_login"), {"login": spelling, "password": "a-long-pass-phrase"})
    assert answer.status_code == 302
    assert browser.get(reverse("people:edit-profile")).status_code == 200


def _profile(sign_in: SignIn, user: User, given: str, family: str) -> User:
    browser = sign_in(user)
    form = browser.get(reverse("people:edit-profile")).context["form"]
    fields = {name: form[name].value() or "" for name in form.fields if name != "languages"}
    browser.post(reverse("people:edit-profile"), {**fields, "given_name": given, "family_name": family})
    user.refresh_from_db()
    return user


@pytest.mark.parametrize(("given", "family"), [("Suharto", ""), ("", "Suharto"), ("\u200b", "Suharto")])
def test_a_profile_with_one_name_is_saved(given: str, family: str, sign_in: SignIn, outsider: User) -> None:
    user = _profile(sign_in, outsider, given, family)
    assert (user.given_name, user.family_name) == ("Suharto", "")


def test_a_profile_without_a_name_gets_words(outsider: User) -> None:
    form = ProfileForm({"given_name": "", "family_name": " ", "time_zone": "UTC"}, stored=profile_values(outsider))
    assert form.errors["given_name"] == ["Enter at least one name."]


def test_a_lookalike_of_an_address_does_not_sign_in(db: None) -> None:
    page = Client().post(reverse("account_request_login_code"), {"email": "n\u043eor@out.example"})
    assert "is a Cyrillic letter" in page.content.decode()
    assert not mail.outbox

"""Wrong passwords lock out whoever types them, not the owner of the account."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories.accounts import UserFactory

PASSWORD = "a long and good password"
STRANGER, OWNER = "203.0.113.5", "198.51.100.7"


@pytest.fixture
def owner(db: None) -> User:
    cache.clear()
    user = UserFactory.create()
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user


def _sign_in(owner: User, password: str, address: str) -> bool:
    browser = Client(REMOTE_ADDR=address)
    browser.post(reverse("account_login"), {"login": owner.email, "password": password})
    return "_auth_user_id" in browser.session


def test_a_strangers_wrong_passwords_do_not_lock_the_owner_out(owner: User) -> None:
    for _ in range(9):
        assert not _sign_in(owner, "wrong", STRANGER)
    assert not _sign_in(owner, PASSWORD, STRANGER)
    assert _sign_in(owner, PASSWORD, OWNER)


def test_after_wrong_passwords_a_code_and_a_reset_are_still_there(owner: User) -> None:
    for _ in range(9):
        _sign_in(owner, "wrong", OWNER)
    assert not _sign_in(owner, PASSWORD, OWNER)
    browser = Client(REMOTE_ADDR=OWNER)
    code = browser.post(reverse("account_request_login_code"), {"email": owner.email})
    reset = browser.post(reverse("account_reset_password"), {"email": owner.email})
    assert (code.status_code, reset.status_code) == (302, 302)
    assert "account/login/code/confirm" in code["Location"]


def test_one_address_cannot_try_many_accounts(owner: User) -> None:
    for number in range(10):
        Client(REMOTE_ADDR=STRANGER).post(
            reverse("account_login"), {"login": f"somebody{number}@haldenlake.example", "password": "wrong"}
        )
    assert not _sign_in(owner, PASSWORD, STRANGER)
    assert not mail.outbox

"""The way in and the account: every page of django-allauth that is in use stands in our page and says what to do."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.conftest import SignIn
from tests.outbox import deliver_due

VISITOR_PAGES = (
    "account_login",
    "account_request_login_code",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
    "account_inactive",
)
MEMBER_PAGES = ("account_email", "account_change_password", "account_logout", "account_reauthenticate")


def _page(client: Client, name: str) -> str:
    response = client.get(reverse(name))
    assert response.status_code == 200
    return response.content.decode()


def _is_ours(html: str) -> None:
    assert html.count("<h1>") == 1
    assert 'class="footer"' in html
    assert "placeholder=" not in html
    assert "style=" not in html
    assert not re.search(r"<script(?! type=\"module\" src=)", html)


@pytest.mark.django_db
@pytest.mark.parametrize("name", VISITOR_PAGES)
def test_visitors_get_our_page(client: Client, name: str) -> None:
    _is_ours(_page(client, name))


@pytest.mark.parametrize("name", MEMBER_PAGES)
def test_members_get_our_page(sign_in: SignIn, outsider: User, name: str) -> None:
    outsider.set_password("a pass phrase")
    outsider.save()
    _is_ours(_page(sign_in(outsider), name))


def test_a_person_without_password_may_set_one(sign_in: SignIn, outsider: User) -> None:
    outsider.set_unusable_password()
    outsider.save()
    html = _page(sign_in(outsider), "account_set_password")
    _is_ours(html)
    assert 'name="password1"' in html


@pytest.mark.django_db
def test_signing_up_is_by_invitation(client: Client) -> None:
    html = _page(client, "account_signup")
    assert "Accounts are by invitation" in html
    assert 'name="email"' not in html


@pytest.mark.django_db
def test_a_wrong_password_is_named_in_the_summary_and_the_title(client: Client) -> None:
    response = client.post(reverse("account_login"), {"login": "nobody@haldenlake.example", "password": "wrong"})
    html = response.content.decode()
    assert "<title>Error: Sign in" in html
    assert 'class="alert alert-danger summary-errors" role="alert"' in html


@pytest.mark.django_db
def test_the_summary_leads_to_the_empty_field(client: Client) -> None:
    html = client.post(reverse("account_login"), {"login": "nobody@haldenlake.example"}).content.decode()
    assert 'href="#id_password"' in html
    field = '<input class="form-control is-invalid" type="password" name="password" id="id_password"'
    assert f'{field} autocomplete="current-password" required aria-invalid="true"' in " ".join(html.split())
    assert 'value="nobody@haldenlake.example"' in html


def _code_by_mail() -> str:
    deliver_due()
    [code] = re.findall(r"^[A-Z0-9-]{6,}$", str(mail.outbox[-1].body), re.MULTILINE)
    return str(code)


def test_a_code_by_mail_lets_somebody_in(client: Client, outsider: User) -> None:
    response = client.post(reverse("account_request_login_code"), {"email": outsider.email}, follow=True)
    assert outsider.email in response.content.decode()
    code = _code_by_mail()
    assert "Your sign-in code" in mail.outbox[-1].subject
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert client.session["_auth_user_id"] == str(outsider.pk)


@pytest.mark.parametrize("remembered", [True, False])
def test_the_session_ends_with_the_browser_unless_the_device_is_theirs(
    client: Client, outsider: User, remembered: bool
) -> None:
    ticked = {"remember": "on"} if remembered else {}
    client.post(reverse("account_request_login_code"), {"email": outsider.email})
    client.post(reverse("account_confirm_login_code"), {"code": _code_by_mail()} | ticked)
    assert client.session.get_expire_at_browser_close() is not remembered
    client.logout()
    outsider.set_password("one two three four")
    outsider.save()
    client.post(reverse("account_login"), {"login": outsider.email, "password": "one two three four"} | ticked)
    assert client.session["_auth_user_id"] == str(outsider.pk)
    assert client.session.get_expire_at_browser_close() is not remembered


def test_a_wrong_code_is_refused_in_our_page(client: Client, outsider: User) -> None:
    client.post(reverse("account_request_login_code"), {"email": outsider.email})
    html = client.post(reverse("account_confirm_login_code"), {"code": "nonsense"}).content.decode()
    _is_ours(html)
    assert "<title>Error: Enter your code" in html


def test_a_forgotten_password_is_replaced_by_link(client: Client, outsider: User) -> None:
    client.post(reverse("account_reset_password"), {"email": outsider.email})
    deliver_due()
    link = re.search(r"https?://[^/\s]+(/\S+)", str(mail.outbox[-1].body))
    assert link
    form = client.get(link[1], follow=True)
    _is_ours(form.content.decode())
    words = {"password1": "three words together", "password2": "three words together"}
    client.post(form.redirect_chain[-1][0], words)
    outsider.refresh_from_db()
    assert outsider.check_password("three words together")


@pytest.mark.django_db
def test_a_used_link_says_so(client: Client) -> None:
    html = client.get(reverse("account_reset_password_from_key", args=["1", "abc-def"])).content.decode()
    _is_ours(html)
    assert "This link no longer works" in html


def test_mail_to_an_unknown_address_tells_of_invitation(client: Client, outsider: User) -> None:
    client.post(reverse("account_request_login_code"), {"email": "nobody@haldenlake.example"})
    deliver_due()
    assert "Accounts are by invitation" in mail.outbox[-1].body


def test_signing_out_asks_first(sign_in: SignIn, outsider: User) -> None:
    client = sign_in(outsider)
    _page(client, "account_logout")
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session

"""A sign-in link signs its person in once, and nobody else, whatever is tried with it."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from auditlog.models import LogEntry
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.errors import LinkVoid
from accounts.models import SignInLink, User
from accounts.services.profiles import correct_address
from accounts.services.sign_in_links import forget_old_links, issue_link, redeem_link
from mentorship.logs import logging_config
from notifications.models import AccountEmail, Message
from tests.factories.accounts import UserFactory
from tests.outbox import deliver_due
from tests.together import at_once

DAYS = timedelta(days=1)


@pytest.fixture(autouse=True)
def moment(now: datetime) -> Iterator[time_machine.Traveller]:
    cache.clear()
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def noor(db: None) -> User:
    return UserFactory.create(given_name="Noor", family_name="Haddad-Quist", email="noor@haldenlake.example")


@pytest.fixture
def link(noor: User, now: datetime) -> str:
    return issue_link(noor, path="/profile/", now=now)


def _who(browser: Client) -> str | None:
    return browser.session.get("_auth_user_id")


def _token(link: str) -> str:
    return link.strip("/").rpartition("/")[2]


def test_one_click_signs_in_and_leads_on(noor: User, link: str, client: Client, now: datetime) -> None:
    page = client.get(link).content.decode()
    assert "Sign in as Noor Haddad-Quist" in page
    assert page.count('<button class="btn btn-primary"') == 1
    answer = client.post(link)
    assert (answer.status_code, answer["Location"]) == (302, "/profile/")
    assert _who(client) == str(noor.pk)
    noor.refresh_from_db()
    assert noor.last_login == now
    assert not mail.outbox, "nobody is asked for a code"
    assert not Message.objects.exists()


def test_an_account_without_a_verified_address_is_asked_for_nothing_more(noor: User, link: str, client: Client) -> None:
    EmailAddress.objects.all().delete()
    assert client.post(link)["Location"] == "/profile/"
    assert EmailAddress.objects.get(user=noor).verified


def test_the_session_is_a_new_one(link: str, client: Client) -> None:
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = client.session.session_key
    client.post(link)
    assert client.session.session_key != before


def test_a_scanner_that_opens_the_link_uses_nothing_up(link: str, noor: User) -> None:
    for scan in ("get", "head", "get"):
        scanner = Client()
        assert getattr(scanner, scan)(link).status_code == 200
        assert _who(scanner) is None
    assert Client().options(link).status_code == 405
    browser = Client()
    browser.post(link)
    assert _who(browser) == str(noor.pk)


def test_a_link_signs_in_once(link: str) -> None:
    Client().post(link)
    replay = Client()
    answer = replay.post(link, follow=True)
    assert _who(replay) is None
    assert "This link no longer works" in answer.content.decode()


def test_a_double_click_ends_where_the_first_click_would(link: str, client: Client) -> None:
    client.post(link)
    assert client.post(link, follow=True).redirect_chain[-1][0] == "/profile/"


@pytest.mark.parametrize("after", [14 * DAYS, 400 * DAYS])
def test_a_link_runs_out(link: str, client: Client, after: timedelta, moment: time_machine.Traveller) -> None:
    moment.shift(after - timedelta(seconds=1) if after == 14 * DAYS else after)
    if after == 14 * DAYS:
        assert "Sign in as" in client.get(link).content.decode()
        moment.shift(1)
    client.post(link)
    assert _who(client) is None
    assert "This link no longer works" in client.get(link).content.decode()


def test_a_tampered_link_is_a_link_that_no_longer_works(link: str, client: Client) -> None:
    other = link[:-3] + ("AA/" if not link.endswith("AA/") else "BB/")
    client.post(other)
    assert _who(client) is None
    assert client.get(other).status_code == 200
    known, unknown = client.get(link).content.decode(), client.get(other).content.decode()
    assert "Noor" in known
    assert "Noor" not in unknown


def test_the_secret_of_one_person_opens_no_other_account(noor: User, link: str, now: datetime) -> None:
    other = issue_link(UserFactory.create(), path="/", now=now)
    browser = Client()
    browser.post(other)
    assert _who(browser) not in (None, str(noor.pk))
    browser.post(link)
    assert _who(browser) == str(noor.pk), "whoever is signed in already changes to the account of the link"


def test_what_is_stored_does_not_open_the_account(link: str, client: Client) -> None:
    stored = SignInLink.objects.get()
    assert _token(link) not in str(vars(stored))
    client.post(reverse("accounts:open-link", args=[stored.token_hash]))
    assert _who(client) is None


@pytest.mark.parametrize(
    "changed",
    [{"is_active": False}, {"is_staff": True}, {"is_superuser": True}, {"email": "else@haldenlake.example"}],
    ids=str,
)
def test_an_account_that_changed_since_is_not_opened(
    changed: dict[str, object], noor: User, link: str, client: Client
) -> None:
    User.objects.filter(pk=noor.pk).update(**changed)
    assert "Noor" not in client.get(link).content.decode()
    client.post(link)
    assert _who(client) is None


def test_a_corrected_address_and_a_new_password_end_a_link(
    noor: User, link: str, client: Client, now: datetime
) -> None:
    correct_address(noor, email="new@haldenlake.example")
    client.post(link)
    assert _who(client) is None
    second = issue_link(noor, path="/", now=now)
    noor.set_password("a long and good password")
    noor.save()
    client.post(second)
    assert _who(client) is None


@pytest.mark.parametrize("rights", [{"is_staff": True}, {"is_superuser": True}, {"is_active": False}], ids=str)
def test_no_link_is_made_for_who_manages_the_site_or_has_gone(rights: dict[str, bool], now: datetime, db: None) -> None:
    with pytest.raises(LinkVoid):
        issue_link(UserFactory.create(**rights), path="/", now=now)


def _renew(link: str, browser: Client | None = None) -> str:
    answer = (browser or Client()).post(reverse("accounts:renew-link", args=[_token(link)]), follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_old_link_brings_a_new_one_to_the_same_address(
    noor: User, link: str, now: datetime, moment: time_machine.Traveller
) -> None:
    moment.shift(20 * DAYS)
    assert "a new one is on its way" in _renew(link)
    [letter] = AccountEmail.objects.all()
    assert letter.address == noor.email
    deliver_due(now + 20 * DAYS)
    [email] = mail.outbox
    assert email.to == [noor.email]
    new = next(line for line in str(email.body).splitlines() if line.startswith(settings.SITE_URL))
    assert not AccountEmail.objects.exists(), "the text with the secret is gone once it was sent"
    browser = Client()
    assert browser.post(new.removeprefix(settings.SITE_URL))["Location"] == "/profile/"
    assert _who(browser) == str(noor.pk)


def test_asking_again_and_again_sends_one_link_in_two_minutes_and_five_a_day(
    link: str, moment: time_machine.Traveller
) -> None:
    _renew(link)
    _renew(link)
    assert Message.objects.count() == 1
    for _again in range(8):
        moment.shift(130)
        _renew(link)
    assert Message.objects.count() == 5


def test_asking_does_not_tell_whether_there_is_an_account(noor: User, link: str, now: datetime) -> None:
    known, unknown = _renew(link), _renew("/sign-in/nothing-of-the-kind/")
    User.objects.filter(pk=noor.pk).update(is_active=False)
    closed = _renew(link)
    said = "If the link was ours, a new one is on its way to the address your school has for you."
    assert all(said in page for page in (known, unknown, closed))
    assert Message.objects.count() == 1


def test_after_a_change_of_address_the_new_link_goes_to_the_new_one(noor: User, link: str, now: datetime) -> None:
    correct_address(noor, email="new@haldenlake.example")
    _renew(link)
    deliver_due(now)
    assert [email.to for email in mail.outbox] == [["new@haldenlake.example"]]


def test_clicks_and_requests_from_one_address_are_limited(client: Client, db: None) -> None:
    path = reverse("accounts:open-link", args=["nothing"])
    assert [client.post(path).status_code for _click in range(61)].count(429) == 1
    path = reverse("accounts:renew-link", args=["nothing"])
    assert [client.post(path).status_code for _click in range(11)].count(429) == 1


def test_the_secret_reaches_no_referer_cache_or_search_engine(link: str, client: Client) -> None:
    page = client.get(link)
    assert page["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page["Cache-Control"]


class _Lines(logging.Handler):
    """What would stand in the log."""

    def __init__(self) -> None:
        super().__init__()
        made = logging_config(json=True, level="INFO")["formatters"]["line"]
        self.setFormatter(made["()"](**{key: value for key, value in made.items() if key != "()"}))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[_Lines]:
    handler, loggers = _Lines(), [logging.getLogger(name) for name in ("", "django")]
    for logger in loggers:
        logger.addHandler(handler)
    yield handler
    for logger in loggers:
        logger.removeHandler(handler)


def test_the_secret_reaches_no_log(link: str, log: _Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.get(link)
    assert browser.post(link).status_code == 403
    browser.put(link)
    Client().post(link)
    monkeypatch.setattr("accounts.views.sign_in_links.render", lambda *_arguments: 1 / 0)
    assert browser.get(link).status_code == 500
    lines = "\n".join(log.lines)
    assert "Internal Server Error: accounts:open-link" in lines
    assert "Forbidden" in lines
    assert _token(link) not in lines


def test_the_secret_reaches_no_audit(link: str, client: Client) -> None:
    client.post(link)
    told = [str(entry.changes_dict) + entry.object_repr for entry in LogEntry.objects.all()]
    assert not [entry for entry in told if _token(link) in entry or "Sign-in link" in entry]


def test_links_are_forgotten_a_year_after_they_ran_out(link: str, now: datetime) -> None:
    assert forget_old_links(now=now + 378 * DAYS) == 0
    assert forget_old_links(now=now + 379 * DAYS) == 1


def test_the_page_asks_the_database_for_the_link_and_the_signs_of_the_house(
    link: str, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(link)
    with django_assert_num_queries(3):
        client.get(link)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_at_once_one_signs_in(now: datetime) -> None:
    token = _token(issue_link(UserFactory.create(), path="/", now=now))
    results = at_once([lambda: redeem_link(token, now=now)] * 6)
    assert sorted(results) == ["LinkUsed"] * 5 + ["done"]

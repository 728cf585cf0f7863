"""The page that a phone keeps, what its script hears, and what is removed when somebody signs out."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import brotli
import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from pairs.models import Mentorship
from sessions.models import Focus, MentoringSession
from sessions.presentation.kept_logs import owner_of_kept
from tests.conftest import SignIn
from tests.factories.pairs import MentorshipFactory
from tests.factories.sessions import SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
PAGE = "/log/"
JSON = {"Accept": "application/json"}
LOG = {"outcome": "held", "date": "2026-11-26", "time": "17:00", "minutes": "45", "mode": "video"}


@pytest.fixture
def today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def begun(pair: Mentorship, now: datetime) -> MentoringSession:
    return SessionFactory.create(mentorship=pair, starts_at=now - timedelta(days=4))


def _url(session: MentoringSession) -> str:
    return reverse("sessions:log-session", kwargs={"pk": session.pk})


def _revision(page: str, url: str) -> str:
    return page.split(f'action="{url}"')[1].split('name="revision" value="')[1].split('"')[0]


def test_the_page_has_what_is_to_be_logged_by_the_end_of_the_day(
    begun: MentoringSession, pair: Mentorship, student: User, mentor: User, now: datetime, sign_in: SignIn
) -> None:
    tonight = SessionFactory.create(mentorship=pair, starts_at=now + timedelta(hours=3))
    tomorrow = SessionFactory.create(mentorship=pair, starts_at=now + timedelta(hours=12))
    of_others = SessionFactory.create(starts_at=now - timedelta(hours=3))
    page = sign_in(mentor).get(PAGE).content.decode()
    assert page.index(_url(tonight)) < page.index(_url(begun)) < page.index(f"/pairs/{pair.pk}/log/")
    assert _url(tomorrow) not in page
    assert _url(of_others) not in page
    assert 'value="16:15"' in page.split(f"/pairs/{pair.pk}/log/")[1]  # 45 minutes before 17:00 in Kampala
    assert "Nothing to log." in sign_in(student).get(PAGE).content.decode()


@pytest.mark.parametrize("n", [1, 5])
def test_the_page_costs_the_same_for_any_number_of_sessions(
    n: int,
    pair: Mentorship,
    mentor: User,
    now: datetime,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(n):
        SessionFactory.create(mentorship=pair, starts_at=now - timedelta(days=1 + number))
    if n > 1:
        MentorshipFactory.create(cycle=pair.cycle, participation=pair.participation)
    browser = sign_in(mentor)
    with django_assert_num_queries(10):
        browser.get(PAGE)


def test_a_script_hears_what_is_in_the_way_and_nothing_is_overwritten(
    begun: MentoringSession, student: User, mentor: User, sign_in: SignIn
) -> None:
    browser, url = sign_in(mentor), _url(begun)
    kept = LOG | {"revision": _revision(browser.get(PAGE).content.decode(), url), "sent_as": str(uuid.uuid4())}
    assert browser.post(url, LOG | {"summary": "We planned."}).status_code == 302
    conflict = browser.post(url, kept | {"summary": "We talked."}, headers=JSON)
    assert conflict.status_code == 422
    assert "compare the two versions" in conflict.json()["said"]
    assert "We planned." in browser.post(url, kept | {"summary": "We talked."}).content.decode()
    begun.refresh_from_db()
    assert begun.shared_summary.text == "We planned."
    long = browser.post(url, LOG | {"summary": "x" * 200_000}, headers=JSON)
    assert (long.status_code, "4000 characters" in long.json()["said"]) == (422, True)


def test_a_confidential_talk_is_logged_as_such_unless_somebody_says_otherwise(
    begun: MentoringSession, mentor: User, sign_in: SignIn
) -> None:
    begun.focus = Focus.CONFIDENTIAL
    begun.save()
    form = sign_in(mentor).get(_url(begun)).context["form"]
    assert form["confidential"].value() is True


def test_a_log_is_sent_with_a_fresh_token_by_who_is_signed_in(begun: MentoringSession, mentor: User) -> None:
    browser, url = Client(enforce_csrf_checks=True), _url(begun)
    late = browser.post(url, LOG, headers=JSON)
    assert late.status_code == 403
    browser.force_login(mentor)
    page = browser.get(PAGE).content.decode()
    assert f'data-unsent="{owner_of_kept(mentor)}"' in page
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    sent = browser.post(url, LOG | {"csrfmiddlewaretoken": token, "sent_as": str(uuid.uuid4())}, headers=JSON)
    assert sent.json() == {"to": f"/sessions/{begun.pk}/"}
    browser.logout()
    gone = browser.get(PAGE)
    assert gone.status_code == 302


def test_signing_out_asks_while_something_is_kept_and_then_clears_the_device(mentor: User, sign_in: SignIn) -> None:
    browser, sign_out = sign_in(mentor), reverse("account_logout")
    browser.cookies["unsent"] = "1"
    asked = browser.post(sign_out)
    assert (asked.status_code, asked["Location"]) == (302, sign_out)
    assert "hasn’t been sent yet" in browser.get(sign_out).content.decode()
    done = browser.post(sign_out, {"sure": "yes"})
    assert done.headers["Clear-Site-Data"] == '"storage"'
    assert done.cookies["unsent"]["max-age"] == 0


def test_what_a_phone_loads_is_light() -> None:
    worker = Client().get(reverse("sessions:log-worker"))
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert "no-cache" in worker.headers["Cache-Control"]
    assert len(worker.content) < 4096
    for name in ("js/kept.js", "js/keep.js", "js/drafts.js"):
        found = finders.find(name)
        assert isinstance(found, str)
        assert len(brotli.compress(Path(found).read_bytes())) <= 2048

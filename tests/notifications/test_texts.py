"""A text message goes to a number that its owner has confirmed, about what cannot wait, and says no more than that."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from core.fetching import FetchError, Reply, Trouble
from core.rate_limits import RateLimitExceeded
from notifications.errors import WrongCode
from notifications.events import register
from notifications.models import Category, PhoneNumber, TextCopy
from notifications.services.phones import CODE_HOLDS, confirm_number, give_number
from notifications.services.texters import (
    FolderTexter,
    NumberRefused,
    TextPutOff,
    TextRefused,
    TwilioTexter,
    texter_of_site,
)
from notifications.services.texts import send_due_texts
from tests.conftest import SignIn
from tests.factories.accounts import UserFactory
from tests.notifications.conftest import _event
from tests.outbox import deliver_due, enqueue

NUMBER = "+14165550123"


class Phone:
    """Takes what is sent, or raises what it is told to."""

    def __init__(self, *refusals: Exception | None) -> None:
        self.refusals, self.got = list(refusals), list[tuple[str, str]]()

    def send(self, to: str, text: str) -> None:
        refusal = self.refusals.pop(0) if self.refusals else None
        if refusal:
            raise refusal
        self.got.append((to, text))

    def work(self, now: datetime) -> None:
        send_due_texts(clock=lambda: now, texter=self)


@pytest.fixture
def reader(db: None, now: datetime) -> User:
    register(_event("flood", urgent=True, category=Category.CANCELLATION, texted=lambda _message, _now: True))
    user = UserFactory.create()
    give_number(user, number=NUMBER, now=now)
    return user


def _flood(reader: User, now: datetime) -> None:
    enqueue(event="flood", recipient=reader, subject_pk="1", revision=now.isoformat(), due_at=now)
    deliver_due(now)


def test_nothing_but_the_code_is_sent_before_it_was_typed(reader: User, now: datetime) -> None:
    _flood(reader, now)
    phone = Phone()
    phone.work(now)
    code = PhoneNumber.objects.get().code
    assert phone.got == [(NUMBER, f"{code} is your code to confirm this number for Mentorship.")]
    confirm_number(reader, code=code, now=now)
    _flood(reader, now + timedelta(minutes=1))
    enqueue(event="avalanche", recipient=reader, subject_pk="1", due_at=now)
    deliver_due(now)
    phone.work(now + timedelta(minutes=1))
    phone.work(now + timedelta(hours=1))
    news = "Mentorship: Snow in Halden Lake. http://localhost:8000/weather/1/ Reply STOP to end these messages."
    assert phone.got[1:] == [(NUMBER, news)]
    assert NUMBER.encode() not in bytes(vars(PhoneNumber.objects.get())["number"])


def test_six_codes_a_day_are_enough(reader: User, now: datetime) -> None:
    for hours in range(1, 6):
        give_number(reader, number=NUMBER, now=now + timedelta(hours=hours))
    with pytest.raises(RateLimitExceeded):
        give_number(reader, number=NUMBER, now=now + timedelta(hours=6))


def test_a_code_holds_for_ten_minutes_and_five_wrong_ones(reader: User, now: datetime) -> None:
    code = PhoneNumber.objects.get().code
    wrong = f"{(int(code) + 1) % 10**6:06}"
    with pytest.raises(WrongCode):
        confirm_number(reader, code=code, now=now + CODE_HOLDS)
    for _ in range(5):
        with pytest.raises(WrongCode):
            confirm_number(reader, code=wrong, now=now)
    with pytest.raises(WrongCode):
        confirm_number(reader, code=code, now=now)


@pytest.mark.parametrize(
    ("refusals", "arrives", "stopped"),
    [
        ([TextPutOff(""), TextPutOff(""), None], True, False),
        ([TextPutOff("")] * 30, False, False),
        ([TextRefused("")], False, False),
        ([NumberRefused("")], False, True),
    ],
)
def test_a_refusal_for_good_is_told_from_a_busy_provider(
    reader: User, now: datetime, refusals: list[Exception | None], arrives: bool, stopped: bool
) -> None:
    TextCopy.objects.all().delete()
    PhoneNumber.objects.update(confirmed_at=now)
    _flood(reader, now)
    phone = Phone(*refusals)
    for minutes in range(0, 1200, 30):
        phone.work(now + timedelta(minutes=minutes))
    assert (len(phone.got), PhoneNumber.objects.get().stopped_at is not None) == (arrives, stopped)
    assert not TextCopy.objects.exists()
    _flood(reader, now + timedelta(hours=21))
    assert TextCopy.objects.exists() is not stopped


@pytest.mark.parametrize(
    ("status", "code", "refusal"),
    [
        (400, 21610, NumberRefused),
        (400, 21211, NumberRefused),
        (400, 21617, TextRefused),
        (401, 20003, TextPutOff),
        (429, 20429, TextPutOff),
        (503, None, TextPutOff),
        (None, None, TextPutOff),
    ],
)
def test_what_twilio_answers(status: int | None, code: int | None, refusal: type[Exception]) -> None:
    def post(address: str, **_: object) -> Reply:
        if status is None:
            raise FetchError(Trouble.TOO_SLOW)
        return Reply(status, json.dumps({"code": code}).encode() if code else b"<html>")

    with pytest.raises(refusal):
        TwilioTexter("AC1", "secret", "+15550100", post).send(NUMBER, "Hello")


def test_what_is_posted_to_twilio_and_which_way_a_site_has(settings: Settings, tmp_path: Path) -> None:
    posted = []

    def post(address: str, *, body: bytes, headers: Mapping[str, str], most: int) -> Reply:
        posted.append((address, body, headers))
        return Reply(201)

    settings.SMS_URL, settings.DATA_DIR = "twilio://AC1:se%2Fcret@MGa1B", tmp_path
    texter = texter_of_site()
    assert isinstance(texter, TwilioTexter)
    TwilioTexter(texter.account, texter.token, texter.sender, post).send(NUMBER, "Hello")
    [(address, body, headers)] = posted
    assert address == "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json"
    assert parse_qs(body) == {b"To": [NUMBER.encode()], b"MessagingServiceSid": [b"MGa1B"], b"Body": [b"Hello"]}
    assert headers["Authorization"] == "Basic QUMxOnNlL2NyZXQ="
    settings.SMS_URL = "file:"
    folder = texter_of_site()
    assert isinstance(folder, FolderTexter)
    folder.send(NUMBER, "Hello")
    assert [file.read_text() for file in (tmp_path / "sms").iterdir()] == [f"To: {NUMBER}\n\nHello\n"]


def test_the_page_takes_a_number_and_its_code(outsider: User, sign_in: SignIn, settings: Settings) -> None:
    client, page = sign_in(outsider), reverse("notifications:keep-number")
    assert client.get(page).status_code == 404
    settings.SMS_URL = "file:"
    assert client.post(page, {"number": "416 555 0123"}).status_code == 422
    assert client.post(page, {"number": "+1 (416) 555-0123"}).status_code == 302
    phone = PhoneNumber.objects.get(user=outsider)
    shown = client.get(page).content.decode()
    assert phone.number == NUMBER
    assert "ending in 23" in shown
    assert phone.code not in shown
    confirm = reverse("notifications:confirm-number")
    assert client.post(confirm, {"code": "x"}).status_code == 422
    assert client.post(confirm, {"code": phone.code}).status_code == 302
    assert "We’ll text you at the number" in client.get(page).content.decode()
    client.post(reverse("notifications:remove-number"))
    assert not PhoneNumber.objects.exists()


def test_a_number_that_a_lost_key_has_written_gets_nothing(
    reader: User, sign_in: SignIn, settings: Settings, now: datetime
) -> None:
    settings.SMS_URL = "file:"
    PhoneNumber.objects.update(number=b"\x01what a lost key has written")
    phone = Phone()
    phone.work(now)
    assert not phone.got
    assert sign_in(reader).get(reverse("notifications:keep-number")).status_code == 200

"""A message reaches the devices of its reader: encrypted for them, once, and with no word too many."""

import json
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from django.urls import reverse
from py_vapid import Vapid02
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from core.fetching import FetchError, Reply, Trouble
from notifications.errors import TooManyDevices
from notifications.models import Category, Device, Message, NotificationPreference, PushCopy
from notifications.presentation.copies import short_text
from notifications.presentation.devices import device_name
from notifications.services.devices import MOST_DEVICES, add_device
from notifications.services.pushes import send_due_pushes
from tests.conftest import SignIn
from tests.factories.accounts import UserFactory
from tests.factories.notifications import DeviceFactory, MessageFactory
from tests.outbox import deliver_due, enqueue

KEY = ec.derive_private_key(1987, ec.SECP256R1())
SECRET = b"sixteen of bytes"
PAGE = reverse("notifications:edit-preferences")


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


SUBSCRIPTION = {
    "endpoint": "https://push.example/to/1",
    "keys": {
        "p256dh": _text(KEY.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)),
        "auth": _text(SECRET),
    },
}


class PushService:
    """Takes what is posted, and answers as it is told."""

    def __init__(self, *answers: int | Trouble) -> None:
        self.answers, self.posted = list(answers), list[tuple[str, bytes, Any]]()

    def __call__(self, address: str, *, body: bytes, headers: Any) -> Reply:
        self.posted.append((address, body, headers))
        answer = self.answers.pop(0)
        if isinstance(answer, Trouble):
            raise FetchError(answer)
        return Reply(answer)


@pytest.fixture(autouse=True)
def signed(settings: Settings) -> None:
    settings.VAPID_PRIVATE_KEY = _text((2026).to_bytes(32, "big"))


@pytest.fixture
def reader(db: None, now: datetime) -> User:
    user = UserFactory.create()
    add_device(user, subscription=SUBSCRIPTION, name="Firefox on Android", now=now)
    return user


def send(service: PushService, now: datetime) -> None:
    send_due_pushes(clock=lambda: now, send=service)


def test_what_is_delivered_is_pushed_once_for_the_device_alone(reader: User, now: datetime) -> None:
    enqueue(event="avalanche", recipient=reader, subject_pk="1", due_at=now)
    deliver_due(now)
    service = PushService(201)
    send(service, now)
    send(service, now + timedelta(hours=1))
    (address, body, headers), message = service.posted[0], Message.objects.get()
    assert address == SUBSCRIPTION["endpoint"]
    shown = json.loads(http_ece.decrypt(body, private_key=KEY, auth_secret=SECRET, version="aes128gcm"))
    assert shown == {"title": "Snow in Halden Lake", "path": "/weather/1/", "tag": str(message.pk)}
    assert headers | {"Authorization": ""} == {
        "Authorization": "",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(12 * 3600),
        "Topic": f"message-{message.pk}",
        "Urgency": "high",
    }
    assert Vapid02.verify(headers["Authorization"])
    assert not PushCopy.objects.exists()


def test_what_waits_for_a_digest_or_was_not_chosen_is_not_pushed(reader: User, now: datetime) -> None:
    for number, event in enumerate(("snow", "snow", "snow")):
        enqueue(event=event, recipient=reader, subject_pk="1", revision=str(number), due_at=now)
    deliver_due(now)
    assert PushCopy.objects.count() == 2
    NotificationPreference.objects.update(pushed=[Category.SESSION])
    enqueue(event="avalanche", recipient=reader, subject_pk="1", due_at=now)
    deliver_due(now)
    assert PushCopy.objects.count() == 2


@pytest.mark.parametrize(
    ("answers", "devices", "copies"),
    [
        ([410], 0, 0),
        ([404], 0, 0),
        ([Trouble.PRIVATE], 0, 0),
        ([503, 429, Trouble.UNREACHABLE, 201], 1, 0),
        ([400], 1, 0),
        ([500] * 6, 1, 0),
    ],
)
def test_what_a_push_service_says(
    reader: User, now: datetime, answers: list[int | Trouble], devices: int, copies: int
) -> None:
    PushCopy.objects.create(
        message=MessageFactory.create(recipient=reader, sent_at=now), device=Device.objects.get(), due_at=now
    )
    service = PushService(*answers)
    for hour in range(8):
        send(service, now + timedelta(hours=hour))
    assert (Device.objects.count(), PushCopy.objects.count(), service.answers) == (devices, copies, [])


def test_what_was_taken_and_not_tried_is_given_back(
    reader: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = MessageFactory.create(recipient=reader, sent_at=now)
    PushCopy.objects.create(message=message, device=Device.objects.get(), due_at=now)
    with monkeypatch.context() as busy:
        busy.setattr("core.leases._SECONDS", -1.0)
        for _turn in range(8):
            send(PushService(), now)
    service = PushService(201)
    send(service, now)
    assert (len(service.posted), PushCopy.objects.count()) == (1, 0)


def test_what_is_sensitive_says_only_that_something_is_there() -> None:
    assert short_text(MessageFactory.build(category=Category.SESSION, recipient=None)) == "Your match"
    assert (
        short_text(MessageFactory.build(category=Category.FEEDBACK, recipient=None)) == "There’s something new for you."
    )


def test_a_device_belongs_to_who_added_it_last_and_nobody_has_eleven(reader: User, now: datetime) -> None:
    other = UserFactory.create()
    add_device(other, subscription=SUBSCRIPTION, name="Firefox on Android", now=now)
    assert [device.user for device in Device.objects.all()] == [other]
    assert b"push.example" not in bytes(vars(Device.objects.get())["subscription"])
    DeviceFactory.create_batch(MOST_DEVICES, user=reader)
    with pytest.raises(TooManyDevices):
        add_device(reader, subscription={**SUBSCRIPTION, "endpoint": "https://push.example/2"}, name="x", now=now)


def test_the_page_adds_and_removes_devices_and_asks_by_kind(
    reader: User, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client: Client = sign_in(reader)
    client.get(PAGE)
    with django_assert_num_queries(8):
        page = client.get(PAGE).content.decode()
    assert "Firefox on Android" in page
    assert "Sessions on my devices" in page
    data = {"by_email": ["session"], "by_push": ["match"], "quiet_from": "22:00", "quiet_until": "06:30"}
    assert client.post(PAGE, data).status_code == 302
    assert NotificationPreference.objects.get(user=reader).pushed == ["match"]
    add = reverse("notifications:keep-device")
    for endpoint in ("http://10.0.0.1/", "https://push.example/\ud800"):
        assert client.post(add, {"subscription": json.dumps({**SUBSCRIPTION, "endpoint": endpoint})}).status_code == 422
    for wrong in ("", "[]", "[" * 4000, '{"endpoint": 1, "keys": 2}'):
        assert client.post(add, {"subscription": wrong}).status_code == 422
    assert client.post(add, {"subscription": json.dumps(SUBSCRIPTION)}).status_code == 302
    device = Device.objects.get()
    client.post(reverse("notifications:drop-device", args=[device.pk]))
    assert not Device.objects.exists()


def test_without_a_key_nothing_of_it_is_on_the_page(reader: User, sign_in: SignIn, settings: Settings) -> None:
    settings.VAPID_PRIVATE_KEY = ""
    page = sign_in(reader).get(PAGE).content.decode()
    assert "My devices" not in page


@pytest.mark.django_db
def test_the_worker_is_light_and_devices_have_names() -> None:
    worker = Client().get(reverse("notifications:push-worker"))
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert len(worker.content) < 4096
    agent = "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36"
    assert device_name(agent) == "Chrome on Android"


def test_a_lost_key_stops_neither_the_page_nor_the_others(reader: User, sign_in: SignIn, now: datetime) -> None:
    Device.objects.update(subscription=b"\x01what a lost key has written")
    PushCopy.objects.create(message=MessageFactory.create(recipient=reader), device=Device.objects.get(), due_at=now)
    send(PushService(), now)
    assert "Firefox on Android" in sign_in(reader).get(PAGE).content.decode()

"""What a school's system is told arrives signed, comes again until it is taken, and holds no word of anybody."""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.errors import WrongState
from core.fetching import FetchError, Reply, Trouble
from notifications.models import Message
from pairs.services.mentorships import end_mentorship
from programs.errors import UnusableWebhook
from programs.models import Institution, Webhook, WebhookDelivery, WebhookKind
from programs.services import webhooks
from programs.services.webhook_deliveries import (
    MOST_FAILURES,
    WAITS,
    forget_old_deliveries,
    send_due_deliveries,
)
from tests.conftest import SignIn
from tests.factories.pairs import MentorshipFactory

ADDRESS = "https://records.example/hooks/mentoring?key=7c1"
State = WebhookDelivery.State


class System:
    """A system of the school: takes what is posted, and answers as it is told."""

    def __init__(self, *answers: int | Trouble) -> None:
        self.answers, self.posted = list(answers), list[tuple[str, bytes, Any]]()

    def __call__(self, address: str, *, body: bytes, headers: Any) -> Reply:
        self.posted.append((address, body, headers))
        answer = self.answers.pop(0)
        if isinstance(answer, Trouble):
            raise FetchError(answer)
        return Reply(answer)

    def work(self, now: datetime) -> None:
        send_due_deliveries(clock=lambda: now, send=self)


@pytest.fixture
def webhook(institution: Institution, now: datetime) -> Webhook:
    return webhooks.add_webhook(institution, address=ADDRESS, kinds=WebhookKind.values, now=now)


def _signature(secret: str, headers: Any, body: bytes) -> str:
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def test_the_end_of_a_pair_is_told_signed_and_without_a_word(webhook: Webhook, now: datetime) -> None:
    pair = MentorshipFactory.create(cycle__program__institution=webhook.institution)
    end_mentorship(pair, now=now)
    before = webhook.secret
    webhooks.rotate_secret(webhook, now=now)
    system = System(204)
    system.work(now)
    [(address, body, headers)] = system.posted
    after = Webhook.objects.get().secret
    assert address == ADDRESS
    assert headers["webhook-timestamp"] == str(int(now.timestamp()))
    assert headers["webhook-signature"].split(" ") == [_signature(each, headers, body) for each in (after, before)]
    told = json.loads(body)
    assert (told["type"], told["timestamp"]) == ("pair.ended", now.isoformat())
    assert told["data"] == {
        "pair": pair.pk,
        "program": pair.cycle.program.slug,
        "year": pair.cycle_id,
        "mentee": pair.mentee_id,
        "mentor": pair.mentor_id,
        "state": "ended",
        "started_on": pair.started_on.isoformat(),
        "ended_on": pair.cycle.local_day(now).isoformat(),
    }
    assert WebhookDelivery.objects.get().state == State.DELIVERED
    system.work(now + timedelta(days=2))
    assert len(system.posted) == 1
    webhooks.send_again(WebhookDelivery.objects.get(), now=now)
    again = System(200)
    again.work(now + timedelta(days=2))
    assert again.posted[0][2]["webhook-id"] == headers["webhook-id"]
    assert " " not in again.posted[0][2]["webhook-signature"]


def test_only_what_was_chosen_is_told_and_only_to_the_school(webhook: Webhook, now: datetime) -> None:
    webhooks.choose_kinds(webhook, kinds=[WebhookKind.ROUND_PUBLISHED])
    assert not webhooks.tell_webhooks(webhook.institution_id, WebhookKind.PAIR_MADE, {}, now=now)
    assert not webhooks.tell_webhooks(webhook.institution_id + 1, WebhookKind.ROUND_PUBLISHED, {}, now=now)
    assert webhooks.tell_webhooks(webhook.institution_id, WebhookKind.ROUND_PUBLISHED, {}, now=now)


def test_what_is_not_taken_comes_again_and_then_is_given_up(webhook: Webhook, now: datetime) -> None:
    webhooks.send_test(webhook, now=now)
    system = System(500, Trouble.TOO_SLOW, 302, Trouble.PRIVATE, 404, 429, 503)
    for wait in (timedelta(), *WAITS, timedelta(days=9)):
        now += wait
        system.work(now - timedelta(seconds=1) if wait else now)
        system.work(now)
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.status, delivery.attempts, system.answers) == (State.GIVEN_UP, 503, 7, [])
    assert forget_old_deliveries(now=now + timedelta(days=30)) == 1


def test_after_many_failures_it_is_paused_and_administrators_are_told(
    webhook: Webhook, admin: User, now: datetime
) -> None:
    Webhook.objects.update(failures=MOST_FAILURES - 1)
    webhooks.send_test(webhook, now=now)
    system = System(500, 204)
    system.work(now)
    system.work(now + timedelta(days=1))
    assert len(system.posted) == 1
    assert [message.recipient for message in Message.objects.filter(event="webhook_paused")] == [admin]
    with pytest.raises(WrongState):
        webhooks.send_test(webhook, now=now)
    webhooks.resume(webhook, now=now + timedelta(days=2))
    system.work(now + timedelta(days=2))
    assert (Webhook.objects.get().failures, WebhookDelivery.objects.get().state) == (0, State.DELIVERED)


@pytest.mark.parametrize(
    "address", ["http://records.example/", "https://10.0.0.8/hook", "https://[::1]/", "https://a:b@c.example/"]
)
def test_an_address_that_is_not_public_is_refused(institution: Institution, now: datetime, address: str) -> None:
    with pytest.raises(UnusableWebhook):
        webhooks.add_webhook(institution, address=address, kinds=[], now=now)


def test_the_pages(
    webhook: Webhook, admin: User, sign_in: SignIn, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, place = sign_in(admin), {"school": webhook.institution.slug}
    page = reverse("programs:edit-webhook", kwargs={**place, "pk": webhook.pk})
    for _ in range(2):
        webhooks.tell_webhooks(webhook.institution_id, WebhookKind.PAIR_MADE, {}, now=now)
    client.get(page)
    with django_assert_num_queries(6):
        shown = client.get(page).content.decode()
    assert webhook.secret in shown
    assert shown.count("A pair was made") == 3
    assert client.post(page, {"kinds": ["pair.made"]}).status_code == 302
    step = reverse("programs:step-webhook", kwargs={**place, "pk": webhook.pk})
    assert client.post(step, {"step": "dance"}).status_code == 404
    listed = reverse("programs:list-webhooks", kwargs=place)
    assert ADDRESS.replace("&", "&amp;") in client.get(listed).content.decode()
    assert client.post(listed, {"address": "https://127.0.0.1/", "kinds": ["pair.made"]}).status_code == 422
    for name in ("test", "pause", "resume", "rotate", "remove"):
        assert client.post(step, {"step": name}).status_code == 302
    assert not Webhook.objects.exists()


def test_a_secret_that_a_lost_key_has_written_is_said(
    webhook: Webhook, admin: User, sign_in: SignIn, now: datetime
) -> None:
    Webhook.objects.update(secret=b"\x01what a lost key has written")
    webhooks.send_test(webhook, now=now)
    System().work(now)
    page = reverse("programs:edit-webhook", kwargs={"school": webhook.institution.slug, "pk": webhook.pk})
    assert "its secret can’t be opened" in sign_in(admin).get(page).content.decode()

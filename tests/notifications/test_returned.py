"""Emails that come back: they count as refused, and only who had an email can have it come back."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DataError, OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from notifications.imports.delivery_reports import read_report
from notifications.imports.returned import Kind, Returned
from notifications.models import Category, Fault, Message
from notifications.presentation.emails import message_id
from notifications.queries.mail_status import last_complaints
from notifications.queries.preferences import preference_of
from notifications.queries.undelivered import people_not_reached
from notifications.services import returned_mailbox
from notifications.services.returned import record_returned
from notifications.services.returned_mailbox import read_mailbox
from tests.factories.notifications import MessageFactory
from tests.factories.people import EnrollmentFactory

State = Message.State
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


def _sent(recipient: User, **more: Any) -> Message:
    """An email that a mail server has taken."""
    message = MessageFactory.create(recipient=recipient, **({"sent_at": NOW - timedelta(hours=1)} | more))
    message.provider_id = message_id(message)
    message.save()
    return message


def _report(of: str, *, action: str = "failed", status: str = "5.1.1", headers_only: bool = False) -> bytes:
    """What a mail server writes when it cannot deliver an email (RFC 3464)."""
    original = f"Message-ID: {of}\r\nSubject: Your match\r\n\r\n"
    kind, copy = ("text/rfc822-headers", original) if headers_only else ("message/rfc822", original + "It is here.\r\n")
    return (
        "From: MAILER-DAEMON@lake.example\r\nSubject: Undelivered Mail\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; lake.example\r\n\r\n"
        f"Final-Recipient: rfc822; noor@lake.example\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 unknown\r\n\r\n"
        f"--b\r\nContent-Type: {kind}\r\n\r\n{copy}--b--\r\n"
    ).encode()


def _complaint(of: str) -> bytes:
    return (
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {of}\r\n\r\nText\r\n--b--\r\n"
    ).encode()


class _Folder:
    """A mailbox in memory."""

    def __init__(self, *mails: bytes) -> None:
        self.mails = {str(key): mail for key, mail in enumerate(mails)}

    def unread(self) -> list[tuple[str, bytes]]:
        return list(self.mails.items())

    def mark_read(self, key: str) -> None:
        del self.mails[key]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "headers_only", "fault"),
    [("5.1.1", False, Fault.ADDRESS), ("5.7.1", True, Fault.REFUSED), ("4.4.7", True, Fault.BUSY)],
)
def test_an_email_that_comes_back_has_not_reached_its_person(
    outsider: User, status: str, headers_only: bool, fault: Fault
) -> None:
    message = _sent(outsider)
    folder = _Folder(_report(message.provider_id, status=status, headers_only=headers_only), b"Thank you!")
    assert read_mailbox(folder, clock=lambda: NOW) == 1
    message.refresh_from_db()
    assert (message.state, message.fault, message.smtp_code) == (State.UNDELIVERABLE, fault, 550)
    assert list(people_not_reached()) == [outsider]
    assert not folder.mails


@pytest.mark.django_db
def test_what_could_not_be_recorded_stays_unread(outsider: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report with which something is wrong holds up no other; without a database nothing is marked at all."""
    first, second = _sent(outsider), _sent(outsider)
    folder = _Folder(*(_report(message.provider_id) for message in (first, second)))
    for error, unread in ((OperationalError(), ["0", "1"]), (DataError(), ["0"])):
        with monkeypatch.context() as away:
            away.setattr(returned_mailbox, "record_returned", _failing_for(first.provider_id, error))
            with pytest.raises(OperationalError) if len(unread) == 2 else nullcontext():
                read_mailbox(folder, clock=lambda: NOW)
        assert list(folder.mails) == unread
    assert read_mailbox(folder, clock=lambda: NOW) == 1
    assert not folder.mails
    assert set(Message.objects.values_list("state", flat=True)) == {State.UNDELIVERABLE}


def _failing_for(message_id: str, error: Exception) -> Callable[..., bool]:
    def record(returned: Returned, **how: Any) -> bool:
        if returned.message_id == message_id:
            raise error
        return record_returned(returned, **how)

    return record


@pytest.mark.django_db
def test_what_a_digest_told_of_comes_back_with_it(outsider: User) -> None:
    digest = _sent(outsider, event="digest", category=Category.DIGEST)
    told = MessageFactory.create(recipient=outsider, digest=digest, sent_at=NOW)
    [returned] = read_report(_report(digest.provider_id))
    assert record_returned(returned, now=NOW)
    assert not record_returned(returned, now=NOW)
    assert [Message.objects.get(pk=pk).state for pk in (digest.pk, told.pk)] == [State.SUPPRESSED, State.UNDELIVERABLE]


@pytest.mark.django_db
def test_delays_old_emails_and_what_others_make_up_change_nothing(outsider: User) -> None:
    message = _sent(outsider)
    guessed = message.provider_id.replace(message.provider_id.split(".")[2].split("@")[0], "0" * 20)
    old = _sent(outsider, sent_at=NOW - timedelta(days=40))
    mails = [
        _report(message.provider_id, action="delayed"),
        _report(guessed),
        _report(old.provider_id),
        _report("<>"),
        _report(message.provider_id)[:400],
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n\xff\xfe",
        _report(message.provider_id) + b" " * 1_000_000,
    ]
    assert read_mailbox(_Folder(*mails), clock=lambda: NOW) == 0
    assert not Message.objects.exclude(state=State.SENT).exists()


@pytest.mark.django_db
def test_who_calls_an_email_spam_gets_no_more_of_its_kind(outsider: User) -> None:
    for category, opted_out in ((Category.MATCH, []), (Category.RANKING, ["ranking"])):
        [returned] = read_report(_complaint(_sent(outsider, category=category).provider_id))
        assert record_returned(returned, now=NOW)
        assert preference_of(outsider).opted_out == opted_out
    assert [message.category for message in last_complaints(Message.objects.all())] == ["ranking", "match"]
    assert not people_not_reached().exists()


def _mailgun(message: Message, *, key: str, at: datetime, **event: Any) -> dict[str, Any]:
    stamp, token = str(int(at.timestamp())), "a-token"
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    data = {"event": "failed", "severity": "permanent", "recipient": message.reader.email}
    headers = {"message": {"headers": {"message-id": message.provider_id.strip("<>")}}}
    content = {
        "signature": {"timestamp": stamp, "token": token, "signature": signature},
        "event-data": data | headers | {"delivery-status": {"code": 550}} | event,
    }
    return {"data": json.dumps(content), "content_type": "application/json"}


@pytest.mark.django_db
def test_events_of_mailgun_are_taken_when_signed_and_recent(client: Client, outsider: User, settings: Settings) -> None:
    message, now, url = _sent(outsider, sent_at=timezone.now()), timezone.now(), "/mail/events/mailgun/"
    assert client.post(url, **_mailgun(message, key="right", at=now)).status_code == 404
    settings.MAIL_EVENT_KEYS = {"mailgun": "right"}
    assert client.post(url, **_mailgun(message, key="wrong", at=now)).status_code == 401
    assert client.post(url, **_mailgun(message, key="right", at=now - timedelta(minutes=6))).status_code == 401
    assert client.post(url, data="[", content_type="application/json").status_code == 400
    assert client.post(url, data="{}", content_type="application/json").status_code == 401
    put_off = _mailgun(message, key="right", at=now, severity="temporary")
    assert client.post(url, **put_off).status_code == 204
    assert not people_not_reached().exists()
    for _again in range(2):
        assert client.post(url, **_mailgun(message, key="right", at=now)).status_code == 204
    message.refresh_from_db()
    assert (message.state, message.smtp_code) == (State.UNDELIVERABLE, 550)


@pytest.mark.django_db
def test_events_of_resend_name_the_last_email_to_the_address(
    client: Client, outsider: User, settings: Settings
) -> None:
    now, secret = timezone.now(), base64.b64encode(b"a shared secret").decode()
    settings.MAIL_EVENT_KEYS = {"resend": f"whsec_{secret}"}
    before, message = (_sent(outsider, sent_at=now - timedelta(minutes=minutes)) for minutes in (9, 5))
    data = {"to": [outsider.email.upper()], "bounce": {"type": "Permanent"}}
    body, stamp = json.dumps({"type": "email.bounced", "data": data}), str(int(now.timestamp()))
    signed = hmac.new(b"a shared secret", f"id-1.{stamp}.{body}".encode(), hashlib.sha256).digest()
    headers = {
        "svix-id": "id-1",
        "svix-timestamp": stamp,
        "svix-signature": "v1,other v1," + base64.b64encode(signed).decode(),
    }
    url, kind = "/mail/events/resend/", "application/json"
    assert client.post(url, body, kind, headers=headers | {"svix-id": "id-2"}).status_code == 401
    assert client.post(url, body, kind, headers=headers).status_code == 204
    assert [Message.objects.get(pk=pk).state for pk in (before.pk, message.pk)] == [State.SENT, State.UNDELIVERABLE]
    assert not record_returned(Returned(kind=Kind.FAILED, address=outsider.email), now=now)


@pytest.mark.django_db
def test_its_person_sees_it_on_the_site_with_the_way_to_another_address(client: Client, outsider: User) -> None:
    client.force_login(outsider)
    EnrollmentFactory.create(mentee=outsider)
    assert "come back" not in client.get("/inbox/").content.decode()
    MessageFactory.create(recipient=outsider, state=State.UNDELIVERABLE, fault=Fault.ADDRESS)
    for page in ("/inbox/", "/"):
        html = client.get(page).content.decode()
        assert f"Our emails to {outsider.email} come back" in html
        assert 'href="/account/email/"' in html

"""From a message to an email."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from accounts.models import User
from core.braces import fill_in
from core.text import clean_line, clean_text
from notifications.access import unsubscribe_url
from notifications.events import CalendarFile, Event, MailedLink, signature_of, wording_of
from notifications.models import ALWAYS_DELIVERED, AccountEmail, Message
from notifications.presentation.email_pages import email_page

_SUBJECT, _PATH = 200, 300  # as long as their columns


def render_message(message: Message, event: Event) -> dict[str, Any]:
    """Render subject, body and path of `message`; returns the variables they were made of."""
    with timezone.override(message.reader.zone), translation.override(settings.LANGUAGE_CODE):
        message.path = event.path(message)[:_PATH]
        variables = event.context(message) | {"recipient": message.reader}
    message.subject, message.body = text_of(event, variables, reader=message.reader)
    return variables


def text_of(event: Event, variables: Mapping[str, Any], *, reader: User) -> tuple[str, str]:
    """Return subject and body of a notice with these variables, in the program's own words where it has some.

    Dates are on the reader's clock.
    """
    wording = wording_of(event, variables)
    if not wording.body:
        return usual_text_of(event, variables, reader=reader)
    with timezone.override(reader.zone), translation.override(settings.LANGUAGE_CODE):
        told = {**variables, "recipient": reader}
        values = {field.name: field.value(told) for field in event.entry.fields}
    subject, body = (fill_in(text, values) for text in (wording.subject, wording.body))
    return clean_line(subject)[:_SUBJECT], clean_text(body).strip()


def usual_text_of(event: Event, variables: Mapping[str, Any], *, reader: User) -> tuple[str, str]:
    """Return the same in the usual words."""
    with timezone.override(reader.zone), translation.override(settings.LANGUAGE_CODE):
        written = render_to_string(event.template, {**variables, "recipient": reader})
    subject, _, body = written.strip().partition("\n")
    return clean_line(subject)[:_SUBJECT], clean_text(body).strip()


def build_email(message: Message, event: Event, variables: dict[str, Any], *, now: datetime) -> EmailMessage:
    """The email of a message that `render_message` has written of these variables."""
    with timezone.override(message.reader.zone), translation.override(settings.LANGUAGE_CODE):
        link = event.mailed_link(message, now) if event.mailed_link else MailedLink(message.path, "")
        files = event.calendar(message, now) if event.calendar else []
    email: dict[str, Any] = {"message": message, "recipient": message.reader, "site": settings.SITE_URL, "link": link}
    email |= {"signature": signature_of(variables), "answered_by": variables.get("answered_by", "")}
    mail = _email(
        message,
        to=message.reader.email,
        subject=message.subject,
        body=render_to_string("notifications/email.txt", email),
        reply_to=variables.get("reply_to", ""),
        headers=_unsubscribing(message) | _thread_of(message),
    )
    with translation.override(settings.LANGUAGE_CODE):
        page = email_page(subject=message.subject, text=message.body, notice=email)
    mail.attach_alternative(clean_text(page), "text/html")
    _add_calendar(mail, files)
    return mail


def build_account_email(message: Message, email: AccountEmail) -> EmailMessage:
    """The email that the login wrote."""
    mail = _email(message, to=email.address, subject=email.subject, body=email.body)
    mail.attach_alternative(email_page(subject=clean_line(email.subject), text=clean_text(email.body)), "text/html")
    return mail


def _add_calendar(mail: EmailMultiAlternatives, files: Sequence[CalendarFile]) -> None:
    """Put calendar files into an email (RFC 6047, section 2.4).

    One alone is another form of the text, which mail programs show as an invitation. Each is attached too, for those
    that do not; as `application/ics`, so that none is taken twice.
    """
    for file in files:
        if len(files) == 1 and file.asks:
            mail.attach_alternative(file.content.decode(), f"text/calendar; method={file.asks}")
        mail.attach(file.name, file.content, "application/ics")


def _email(
    message: Message, *, to: str, subject: str, body: str, reply_to: str = "", headers: dict[str, str] | None = None
) -> EmailMultiAlternatives:
    answers_to = reply_to or settings.REPLY_TO_EMAIL
    return EmailMultiAlternatives(
        subject=clean_line(subject),
        body=clean_text(body),
        to=[to],
        reply_to=[answers_to] if answers_to else None,
        headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"} | (headers or {}),
    )


def message_id(message: Message) -> str:
    """The Message-ID, the same at every attempt: whoever gets the email twice can tell.

    It is signed, so that nobody but its recipient can have it come back.
    """
    name = f"{message.pk}.{message.created_at:%Y%m%d%H%M%S}"
    signature = salted_hmac("notifications.message-id", name, algorithm="sha256").hexdigest()[:20]
    return f"<{name}.{signature}@{settings.EMAIL_DOMAIN}>"


def _thread_of(message: Message) -> dict[str, str]:
    """The header by which a mail program shows what leads one person to one page together (RFC 5322, section 3.6.4).

    It names the email with which the thread would have begun, in figures that say nothing of the page.
    """
    if message.path in ("", "/", reverse("notifications:list-messages")):
        return {}
    topic = f"{message.reader.pk}:{message.path}"
    figures = salted_hmac("notifications.threads", topic, algorithm="sha256").hexdigest()[:32]
    return {"References": f"<topic.{figures}@{settings.EMAIL_DOMAIN}>"}


def _unsubscribing(message: Message) -> dict[str, str]:
    """The headers of RFC 8058, by which a mail program offers one click, where opting out is possible."""
    if message.category in ALWAYS_DELIVERED:
        return {}
    url = unsubscribe_url(message.reader, message.category)
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}

"""The events of this app: the digest, and the email by which an administrator tries the way out."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notifications.events import CalendarFile, Entry, Event, get_event, register
from notifications.models import Category, Message
from notifications.queries.digests import DIGEST, is_backlog_digest, messages_in_digest
from notifications.queries.mail_status import MAIL_TRIAL


def _context(message: Message) -> dict[str, Any]:
    return {"waiting": messages_in_digest(message), "backlog": is_backlog_digest(message)}


def _calendar(message: Message, now: datetime) -> list[CalendarFile]:
    """The calendar files of everything that the digest tells of: what waits for it loses none."""
    files: list[CalendarFile] = []
    for one in messages_in_digest(message):
        calendar = get_event(one.event).calendar
        files += calendar(one, now) if calendar else ()
    return [CalendarFile(f"{number}-{file.name}", file.content) for number, file in enumerate(files, 1)]


def _inbox(_message: Message) -> str:
    return reverse("notifications:list-messages")


def _anything_left(message: Message) -> bool:
    return bool(messages_in_digest(message))


def register_events() -> None:
    """Make the events of this app known to the outbox."""
    register(
        Event(
            name=MAIL_TRIAL,
            entry=Entry(_("Test email"), _("An administrator"), _("When they try the mail server")),
            category=Category.SITE,
            template="notifications/mail_trial.txt",
            context=lambda _message: {},
            path=_inbox,
            still_matters=lambda _message: True,
            urgent=True,
        )
    )
    register(
        Event(
            name=DIGEST,
            entry=Entry(
                _("Digest"),
                _("Whoever got two emails that day, or several messages at once"),
                _("When their quiet hours end"),
            ),
            category=Category.DIGEST,
            template="notifications/digest.txt",
            context=_context,
            path=_inbox,
            still_matters=_anything_left,
            calendar=_calendar,
        )
    )

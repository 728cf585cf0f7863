"""The notice that a system of the school takes nothing any more."""

from typing import Any

from django.urls import reverse

from notifications.events import Event, register
from notifications.models import Category, Message
from programs.models import Webhook
from programs.notices.entries import ENTRIES

WEBHOOK_PAUSED = "webhook_paused"


def _webhook(message: Message) -> Webhook:
    return Webhook.objects.select_related("institution").get(pk=message.subject_pk)


def _context(message: Message) -> dict[str, Any]:
    return {"school": _webhook(message).institution}


def _path(message: Message) -> str:
    webhook = _webhook(message)
    return reverse("programs:edit-webhook", kwargs={"school": webhook.institution.slug, "pk": webhook.pk})


def _still_matters(message: Message) -> bool:
    return Webhook.objects.filter(pk=message.subject_pk, paused_at__isnull=False).exists()


def register_webhook_events() -> None:
    """Make the event known to the outbox."""
    register(
        Event(
            name=WEBHOOK_PAUSED,
            entry=ENTRIES[WEBHOOK_PAUSED],
            category=Category.SITE,
            template="notifications/programs/webhook_paused.txt",
            context=_context,
            path=_path,
            still_matters=_still_matters,
        )
    )

"""The outbox. A message is a row, written in the transaction that causes it, and delivered later by a worker."""

from datetime import time
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """What a person may opt out of; match, cancellation and safety are always delivered."""

    MATCH = "match", _("Your match")
    SESSION = "session", _("Sessions")
    CANCELLATION = "cancellation", _("Cancellations")
    RANKING = "ranking", _("Ranking")
    HANDBOOK = "handbook", _("Handbook")
    LOG = "log", _("Session log")
    FEEDBACK = "feedback", _("Feedback")
    SAFETY = "safety", _("Safety")
    DIGEST = "digest", _("Daily digest")


ALWAYS_DELIVERED = frozenset({Category.MATCH, Category.CANCELLATION, Category.SAFETY, Category.DIGEST})


class Message(models.Model):
    """One piece of news for one person, by e-mail and in the inbox on the site."""

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        SENT = "sent", _("Sent")
        SUPPRESSED = "suppressed", _("No longer needed")
        EXPIRED = "expired", _("Expired")
        FAILED = "failed", _("Failed")

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messages")
    event = models.CharField(max_length=60)
    category = models.CharField(max_length=20, choices=Category)
    dedupe_key = models.CharField(max_length=200, unique=True, help_text="event:object:revision:recipient:offset")
    subject_pk = models.CharField(max_length=40, help_text="Primary key of what the message is about.")
    payload = models.JSONField(default=dict, help_text="Identifiers and dates for rendering; never what people wrote.")
    urgent = models.BooleanField(default=False)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=200, blank=True, help_text="As it was delivered.")
    body = models.TextField(blank=True, help_text="As it was delivered.")
    path = models.CharField(max_length=300, blank=True, help_text="The page on the site that the message leads to.")
    digest = models.ForeignKey(
        "self", on_delete=models.SET_NULL, related_name="told_of", null=True, blank=True, editable=False
    )
    turn_on = models.DateField(
        null=True, blank=True, help_text="The recipient's day of whose e-mails that can wait this is one."
    )
    read_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-sent_at", "-pk")
        indexes = (
            models.Index(fields=("due_at",), name="message_due", condition=Q(state="pending")),
            models.Index(fields=("recipient", "-sent_at"), name="message_inbox", condition=Q(state="sent")),
        )

    def __str__(self) -> str:
        return self.dedupe_key


class NotificationPreference(models.Model):
    """When and about what a person wants to hear from us."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preference"
    )
    opted_out = models.JSONField(default=list, blank=True, help_text="Categories without e-mail.")
    quiet_from = models.TimeField(_("quiet from"), default=time(21))
    quiet_until = models.TimeField(_("quiet until"), default=time(7))
    hour_before = models.BooleanField(default=False, help_text="Wants to be reminded an hour before a session too.")

    OPTIONAL: ClassVar[list[Category]] = [category for category in Category if category not in ALWAYS_DELIVERED]

    def __str__(self) -> str:
        return f"Notification preference of {self.user_id}"

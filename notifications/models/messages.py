"""A message is a row, written in the transaction that causes it, and delivered later by a worker."""

import uuid
from datetime import time
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField


class Category(models.TextChoices):
    """What a person may opt out of; the rest is always delivered."""

    MATCH = "match", _("Your match")
    SESSION = "session", _("Sessions")
    CANCELLATION = "cancellation", _("Cancellations")
    RANKING = "ranking", _("Ranking")
    HANDBOOK = "handbook", _("Handbook and training")
    LOG = "log", _("Session log")
    PAIR = "pair", _("Working together")
    FEEDBACK = "feedback", _("Feedback")
    WEEK = "week", _("What changed in the program (coordinators, Mondays)")
    DIGEST = "digest", _("Daily digest")
    ACCOUNT = "account", _("Your account")
    INVITATION = "invitation", _("Invitations")
    SITE = "site", _("This site")
    STAFF = "staff", _("Messages from coordinators")


ALWAYS_DELIVERED = frozenset(
    {
        Category.MATCH,
        Category.CANCELLATION,
        Category.DIGEST,
        Category.ACCOUNT,
        Category.INVITATION,
        Category.SITE,
        Category.STAFF,
    }
)


# Of what is always delivered by email, what a device may be told of too.
PUSHED_TOO = frozenset({Category.MATCH, Category.CANCELLATION, Category.STAFF})


class Fault(models.TextChoices):
    """What kept a message from being delivered. None of them says anything of what it says."""

    ADDRESS = "address", _("The mail server doesn’t know the address")
    REFUSED = "refused", _("The mail server refused the message")
    BUSY = "busy", _("The mail server put it off every time")
    UNKNOWN_EVENT = "unknown_event", _("This version of the site doesn’t know this kind of message")
    GONE = "gone", _("What it was about no longer exists")
    BROKEN = "broken", _("The message couldn’t be written")
    DIED = "died", _("The worker stopped each time it came to this message")


class Message(models.Model):
    """One notice to one person, by email and in the inbox on the site."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        SENT = "sent", _("Sent")
        SUPPRESSED = "suppressed", _("No longer needed")
        EXPIRED = "expired", _("Expired")
        FAILED = "failed", _("Set aside")
        UNDELIVERABLE = "undeliverable", _("Undeliverable")

    # Those that belong into the inbox on the site, whatever became of the email.
    SHOWN = (State.SENT, State.UNDELIVERABLE)

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="messages",
        null=True,
        blank=True,
        help_text="Empty for an email to an address that belongs to no account.",
    )
    event = models.CharField(max_length=60)
    category = models.CharField(max_length=20, choices=Category)
    dedupe_key = models.CharField(max_length=200, unique=True, help_text="event:object:revision:recipient:offset")
    subject_pk = models.CharField(max_length=40, help_text="Primary key of what the message is about.")
    payload = models.JSONField(default=dict, help_text="Identifiers and dates for rendering; never what people wrote.")
    urgent = models.BooleanField(default=False)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=16, choices=Fault, blank=True, help_text="What kept it from being delivered.")
    smtp_code = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The mail server's answer.")
    sent_at = models.DateTimeField(null=True, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=200, blank=True, help_text="As it was delivered.")
    body = models.TextField(blank=True, help_text="As it was delivered.")
    path = models.CharField(max_length=300, blank=True, help_text="The page on the site that the message leads to.")
    digest = models.ForeignKey(
        "self", on_delete=models.SET_NULL, related_name="digested_messages", null=True, blank=True, editable=False
    )
    quota_day = models.DateField(
        null=True,
        blank=True,
        help_text="The day, by the recipient's clock, on which this counts as an email that can wait.",
    )
    read_at = models.DateTimeField(null=True, blank=True)
    complained_at = models.DateTimeField(null=True, blank=True, help_text="When its reader was heard to call it spam.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-sent_at", "-pk")
        indexes = (
            # The order in which messages are claimed: a claim reads as many rows as it takes.
            models.Index(fields=("-urgent", "due_at", "id"), name="message_claim", condition=Q(state="pending")),
            models.Index(fields=("-sent_at",), name="message_sent", condition=Q(state="sent")),
            # Two of all messages: SQLite takes no index of some whose condition compares with a value, as states are.
            models.Index(fields=("recipient", "-sent_at", "-id"), name="message_inbox"),
            models.Index(fields=("state", "event"), name="message_trouble"),
            models.Index(fields=("recipient",), name="message_unread", condition=Q(read_at__isnull=True)),
            models.Index(
                fields=("-complained_at",), name="message_complaint", condition=Q(complained_at__isnull=False)
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | Q(category="account"), name="message_has_a_recipient"
            ),
        )

    def __str__(self) -> str:
        return self.dedupe_key

    @property
    def reader(self) -> User:
        """The recipient of a message that is not an email to a bare address."""
        if self.recipient is None:
            raise ValueError("The message goes to an address that belongs to no account.")
        return self.recipient


class AccountEmail(models.Model):
    """The text of a message about an account: it holds a code or a link, so it is encrypted, and gone once delivered.

    It is written beforehand, by the login itself, and never shown on the site.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="account_email")
    address = EncryptedTextField()
    subject = EncryptedTextField()
    body = EncryptedTextField()

    def __str__(self) -> str:
        return f"Email {self.pk}"


class SlowDomain(models.Model):
    """A domain to which mail does not get through, or only slowly. The row is gone after the first that does."""

    name = models.CharField(primary_key=True, max_length=255)
    strikes = models.PositiveSmallIntegerField(default=0)
    paused_until = models.DateTimeField(null=True, blank=True, help_text="Nothing is sent there before.")

    def __str__(self) -> str:
        return self.name


class NotificationPreference(models.Model):
    """When and about what a person wants to hear from us."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preference"
    )
    opted_out: "models.JSONField[list[str], list[str]]" = models.JSONField(
        default=list, blank=True, help_text="Categories without email."
    )
    pushed: "models.JSONField[list[str], list[str]]" = models.JSONField(
        default=list, blank=True, help_text="Categories of which their devices are told."
    )
    quiet_from = models.TimeField(_("quiet from"), default=time(21))
    quiet_until = models.TimeField(_("quiet until"), default=time(7))
    hour_before = models.BooleanField(default=False, help_text="Wants to be reminded an hour before a session too.")
    takes_replies = models.BooleanField(
        default=False, help_text="Lets the other of a pair reach them with a reply to an email about the two."
    )

    OPTIONAL: ClassVar[list[Category]] = [category for category in Category if category not in ALWAYS_DELIVERED]
    PUSHABLE: ClassVar[list[Category]] = [
        category for category in Category if category not in ALWAYS_DELIVERED - PUSHED_TOO
    ]

    def __str__(self) -> str:
        return f"Notification preference of {self.user_id}"

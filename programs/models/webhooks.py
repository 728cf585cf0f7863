"""Other systems of a school that are told of events, and what they were told."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.encryption import EncryptedTextField
from core.leases import Leased
from programs.models.programs import Institution


class WebhookKind(models.TextChoices):
    """What a school’s system can be told of; the value is what it reads."""

    PAIR_MADE = "pair.made", _("A pair was made")
    PAIR_ENDED = "pair.ended", _("A pair ended or was completed")
    ROUND_PUBLISHED = "round.published", _("A round was published")


# What a test carries in place of a kind.
TEST = "test"


class Webhook(models.Model):
    """An address of a school’s system. Who reads address or secrets can act, so they are stored encrypted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="webhooks")
    address = EncryptedTextField()
    secret = EncryptedTextField(help_text="Signs what is sent, as Standard Webhooks write it: whsec_ and base64.")
    former_secret = EncryptedTextField(blank=True, help_text="Signs too, until former_until.")
    former_until = models.DateTimeField(null=True, blank=True)
    kinds: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    failures = models.PositiveSmallIntegerField(default=0, help_text="Failed attempts since the last good one.")
    paused_at = models.DateTimeField(null=True, blank=True, help_text="Nothing is sent from then on.")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("added_at", "pk")

    def __str__(self) -> str:
        return f"Webhook {self.pk}"


class WebhookDelivery(Leased):
    """One event on its way to one address, with its identifiers and states and no text that anybody wrote."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        GIVEN_UP = "given_up", _("Given up")

    class Trouble(models.TextChoices):
        ADDRESS = "address", _("The address can’t be used.")
        PRIVATE = "private", _("The address leads into a private network.")
        UNREACHABLE = "unreachable", _("Nobody answered at the address.")
        TOO_SLOW = "too_slow", _("The address took too long to answer.")
        LOST_KEY = "lost_key", _("The address or its secret can’t be opened. Remove it and add it again.")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=20)
    content = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The last answer.")
    trouble = models.CharField(max_length=12, choices=Trouble, blank=True, help_text="Why there was none.")
    tried_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-happened_at", "-pk")
        indexes = (
            models.Index(fields=("due_at",), name="webhook_due", condition=Q(state="waiting")),
            models.Index(fields=("webhook", "-happened_at"), name="webhook_recent"),
        )

    def __str__(self) -> str:
        return f"Delivery {self.pk}"

    @property
    def title(self) -> str:
        """What it tells of, in words."""
        return str(_("Test")) if self.kind == TEST else str(WebhookKind(self.kind).label)

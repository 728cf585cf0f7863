"""Devices that show notices by themselves, and what is on its way to them."""

import uuid

from django.conf import settings
from django.db import models

from core.encryption import EncryptedTextField
from core.leases import Leased
from notifications.models.messages import Message


class Device(models.Model):
    """A browser on which somebody said that it may show notices."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    subscription = EncryptedTextField(help_text="Where its push service takes notices, and the keys for them, as JSON.")
    digest = models.CharField(max_length=64, unique=True, help_text="Keyed digest of that address, to find it by.")
    name = models.CharField(max_length=60, help_text="Browser and system, such as “Firefox on Android”.")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("added_at", "pk")

    def __str__(self) -> str:
        return f"Device {self.pk}"


class PushCopy(Leased):
    """A message on its way to a device; gone once it arrived, or is not worth it any more."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="push_copies")
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="copies")

    class Meta:
        indexes = (models.Index(fields=("due_at", "id"), name="push_due"),)
        constraints = (models.UniqueConstraint(fields=("message", "device"), name="one_push_a_device"),)

    def __str__(self) -> str:
        return f"Message {self.message_id} to device {self.device_id}"

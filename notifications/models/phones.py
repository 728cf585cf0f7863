"""A number to which somebody wants to be texted, and what is on its way to it."""

import uuid

from django.conf import settings
from django.db import models

from core.encryption import EncryptedTextField
from core.leases import Leased
from notifications.models.messages import Message


class PhoneNumber(models.Model):
    """The mobile number of a person. Nothing but its code is sent to it before they have typed that."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="phone_number")
    number = EncryptedTextField()
    code = EncryptedTextField(blank=True, help_text="What confirms it, until it is typed.")
    code_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Wrong codes typed.")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True, help_text="Its owner texted STOP, or it takes nothing.")

    def __str__(self) -> str:
        return f"Phone number {self.pk}"

    @property
    def ending(self) -> str:
        """The last two digits, by which its owner knows it."""
        return str(self.number)[-2:]


class TextCopy(Leased):
    """A message, or the code where there is none, on its way to a number; gone once it was taken."""

    phone = models.ForeignKey(PhoneNumber, on_delete=models.CASCADE, related_name="copies")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="text_copies", null=True, blank=True)
    worth_until = models.DateTimeField(help_text="Not sent after this instant.")

    class Meta:
        indexes = (models.Index(fields=("due_at", "id"), name="text_due"),)
        constraints = (models.UniqueConstraint(fields=("phone", "message"), name="one_text_a_message"),)

    def __str__(self) -> str:
        return f"Text {self.pk}"

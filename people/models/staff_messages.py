"""What those who run a program write to many people at once."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.encryption import EncryptedTextField
from programs.models import Cycle, Program


class StaffMessage(models.Model):
    """One text to many people of a year. Who gets it, and what became of that, stands in the outbox."""

    id = models.UUIDField(primary_key=True, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="staff_messages")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    list_name = models.CharField(max_length=20, help_text="The list from which the people were chosen.")
    subject = EncryptedTextField()
    text = EncryptedTextField()
    recipients = models.PositiveIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ("-sent_at", "pk")

    def __str__(self) -> str:
        return f"Staff message {self.pk}"


class MessageTemplate(models.Model):
    """A text that a program uses again."""

    id = models.UUIDField(primary_key=True, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="message_templates")
    name = models.CharField(_("name"), max_length=60)
    subject = EncryptedTextField()
    text = EncryptedTextField()

    class Meta:
        ordering = ("name", "pk")
        constraints = (models.UniqueConstraint(fields=("program", "name"), name="message_template_name_once"),)

    def __str__(self) -> str:
        return self.name

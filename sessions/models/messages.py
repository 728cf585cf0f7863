"""What who runs a group session or a workshop writes to its people."""

from django.conf import settings
from django.db import models

from core.encryption import EncryptedTextField
from sessions.models.sessions import MentoringSession


class SessionMessage(models.Model):
    """A text to everybody who is expected at a session: it goes out by email and stands on the session's page."""

    id = models.UUIDField(primary_key=True, editable=False)
    session = models.ForeignKey(MentoringSession, on_delete=models.CASCADE, related_name="messages")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ("-sent_at", "pk")

    def __str__(self) -> str:
        return f"Session message {self.pk}"

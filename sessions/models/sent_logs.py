"""Logs that a device kept while it was offline, and has sent."""

from django.db import models

from sessions.models.sessions import MentoringSession


class SentLog(models.Model):
    """A log that arrived, by the number that the device gave it: sent again, from wherever, it is the same log."""

    id = models.UUIDField(primary_key=True, editable=False)
    session = models.ForeignKey(MentoringSession, on_delete=models.CASCADE, related_name="sent_logs")
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Sent log {self.pk}"

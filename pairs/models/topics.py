"""What two people, or a group, want to talk about next time."""

from django.conf import settings
from django.db import models

from core.encryption import EncryptedTextField
from pairs.models.of_whole import OfWhole


class Topic(OfWhole):
    """One topic for the next session. It waits until they have talked about it, or one of them takes it off."""

    text = EncryptedTextField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    talked_at = models.DateTimeField(null=True, blank=True)

    class Meta(OfWhole.Meta):
        abstract = False
        ordering = ("added_at", "pk")
        indexes = (
            models.Index(fields=("mentorship", "talked_at"), name="topic_open"),
            models.Index(fields=("group", "talked_at"), name="topic_open_in_group"),
        )

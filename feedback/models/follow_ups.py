"""Weeks after feedback was answered: has it changed?"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.encryption import EncryptedTextField
from feedback.models.developmental import DevelopmentalFeedback

# Long enough for something to have changed, short enough to be remembered.
ASKED_AFTER = timedelta(weeks=4)
ASKED_FOR = timedelta(weeks=4)


class FollowUp(models.Model):
    """Whether it has changed, as one of the two sees it. Both read both answers, and nobody else does."""

    class Changed(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("In part")
        NOT_YET = "not_yet", _("Not yet")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    feedback = models.ForeignKey(DevelopmentalFeedback, on_delete=models.CASCADE, related_name="follow_ups")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed = models.CharField(max_length=8, choices=Changed)
    words = EncryptedTextField(default=bytes, blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ("answered_at", "pk")
        constraints = (models.UniqueConstraint(fields=("feedback", "person"), name="one_follow_up_each"),)

    def __str__(self) -> str:
        return f"Follow-up {self.pk}"

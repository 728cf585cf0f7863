"""What people write about a session: together, or for themselves alone. Both are encrypted at rest."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from sessions.models.sessions import MentoringSession


class SharedSummary(models.Model):
    """What the two of a pair wrote down together; nobody else reads it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.OneToOneField(MentoringSession, on_delete=models.CASCADE, related_name="shared_summary")
    text = EncryptedTextField()
    requested_change = EncryptedTextField(default=bytes, blank=True, help_text="What differs, in the mentee's words.")
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Shared summary {self.pk}"


class PrivateNoteQuerySet(models.QuerySet["PrivateNote"]):
    """Reads of private notes, and the rule who sees them."""

    def visible_to(self, user: User) -> Self:
        """The notes that `user` wrote, as long as `user` may sign in; no role sees more."""
        return self.filter(writer=user) if user.is_active else self.none()


class PrivateNote(models.Model):
    """A mentee's reflection or a mentor's aide-memoire. Only its writer can read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(MentoringSession, on_delete=models.CASCADE, related_name="private_notes")
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="private_notes")
    text = EncryptedTextField()
    updated_at = models.DateTimeField(auto_now=True)

    objects = PrivateNoteQuerySet.as_manager()

    class Meta:
        ordering = ("-updated_at",)
        constraints = (models.UniqueConstraint(fields=("session", "writer"), name="one_private_note"),)

    def __str__(self) -> str:
        return f"Private note {self.pk}"


class StepNote(models.Model):
    """A word that comes with a step: why another time, or why not. Those of the session read it."""

    class Step(models.TextChoices):
        SUGGESTED = "suggested", _("with a proposed time")
        BOOKED = "booked", _("with the booking")
        MOVED = "moved", _("with the move")
        CANCELLED = "cancelled", _("with the cancellation")
        DECLINED = "declined", _("with the no")

    LONGEST = 280

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(MentoringSession, on_delete=models.CASCADE, related_name="step_notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=10, choices=Step)
    text = EncryptedTextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("written_at", "pk")

    def __str__(self) -> str:
        return f"Note {self.pk}"

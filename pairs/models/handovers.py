"""What a mentee tells a new mentor about where they stand; the mentee alone decides who reads it."""

import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from core.encryption import EncryptedTextField
from pairs.models.mentorships import Mentorship
from programs.models import Program


class HandoverNoteQuerySet(models.QuerySet["HandoverNote"]):
    def visible_to(self, user: User | AnonymousUser) -> "HandoverNoteQuerySet":
        """One's own, and those of live mentorships to whose mentor, `user`, the mentee gave it. No role sees more."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        given = HandoverReader.objects.filter(note=OuterRef("pk"), mentorship__mentor=user)
        return self.filter(Q(mentee=user) | Exists(given.filter(mentorship__state__in=Mentorship.LIVE)))


class HandoverNote(models.Model):
    """One note of a mentee in a program."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    mentee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="handover_notes")
    text = EncryptedTextField()
    written_at = models.DateTimeField()

    objects = HandoverNoteQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("program", "mentee"), name="one_handover_note_a_program"),)

    def __str__(self) -> str:
        return f"Handover note {self.pk}"


class HandoverReader(models.Model):
    """The mentor of a mentorship may read the note, as long as the mentorship goes on and the mentee wants it."""

    note = models.ForeignKey(HandoverNote, on_delete=models.CASCADE, related_name="readers")
    mentorship = models.OneToOneField(Mentorship, on_delete=models.CASCADE, related_name="handover")
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Reader {self.pk}"

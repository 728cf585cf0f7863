"""A word of thanks at the end, from one of the two to the other."""

import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.models import User
from core.encryption import EncryptedTextField
from pairs.models.mentorships import Mentorship


class ClosingWordQuerySet(models.QuerySet["ClosingWord"]):
    def visible_to(self, user: User | AnonymousUser) -> "ClosingWordQuerySet":
        """Those of the pairs of which `user` is one side."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(Q(mentorship__mentee=user) | Q(mentorship__mentor=user))


class ClosingWord(models.Model):
    """What one of the two writes to the other when they look back. Only the two read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="closing_words")
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField()
    written_at = models.DateTimeField()

    objects = ClosingWordQuerySet.as_manager()

    class Meta:
        ordering = ("written_at", "pk")
        constraints = (models.UniqueConstraint(fields=("mentorship", "writer"), name="one_closing_word_each"),)

    def __str__(self) -> str:
        return f"Closing word {self.pk}"

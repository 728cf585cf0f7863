"""Named feedback between two people."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from pairs.models import MentoringGroup, Mentorship
from programs.models import Cycle


class DevelopmentalFeedbackQuerySet(models.QuerySet["DevelopmentalFeedback"]):
    """Reads of named feedback, and the rule who sees it."""

    def visible_to(self, user: User) -> Self:
        """What `user` wrote or received; no role sees more."""
        if not user.is_active:
            return self.none()
        return self.filter(Q(writer=user) | Q(recipient=user))


class DevelopmentalFeedback(models.Model):
    """Named feedback of one of a pair, or of peers, to the other: observation, effect, suggestion, and the answer.

    Its writer can change it until the recipient opens it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mentorship = models.ForeignKey(
        Mentorship, on_delete=models.PROTECT, related_name="developmental_feedback", null=True, blank=True
    )
    group = models.ForeignKey(
        MentoringGroup, on_delete=models.PROTECT, related_name="developmental_feedback", null=True, blank=True
    )
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    observation = EncryptedTextField()
    effect = EncryptedTextField(default=bytes, blank=True)
    suggestion = EncryptedTextField(default=bytes, blank=True)
    answer = EncryptedTextField(default=bytes, blank=True, help_text="“What I will change.”")
    sent_at = models.DateTimeField(_("sent"))
    opened_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = DevelopmentalFeedbackQuerySet.as_manager()

    class Meta:
        ordering = ("-sent_at",)
        constraints = (
            models.UniqueConstraint(fields=("mentorship", "writer"), name="one_developmental_feedback"),
            models.UniqueConstraint(fields=("group", "writer", "recipient"), name="one_feedback_to_a_peer"),
            models.CheckConstraint(
                condition=Q(mentorship__isnull=False, group__isnull=True)
                | Q(mentorship__isnull=True, group__isnull=False),
                name="feedback_in_a_pair_or_among_peers",
            ),
            models.CheckConstraint(condition=~Q(writer=F("recipient")), name="feedback_to_somebody_else"),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(opened_at__isnull=False), name="feedback_answered_once_opened"
            ),
        )

    def __str__(self) -> str:
        return f"Developmental feedback {self.pk}"

    @property
    def cycle(self) -> Cycle:
        """The year in which the two have met."""
        own = self.mentorship or self.group
        if own is None:
            raise ValueError(self)  # a constraint keeps it from happening
        return own.cycle

"""The days on which a pair's clock stands still."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.encryption import EncryptedTextField
from pairs.models.mentorships import Mentorship


class PauseQuerySet(models.QuerySet["Pause"]):
    def going_on(self) -> "PauseQuerySet":
        """Those of pairs that are paused now."""
        return self.filter(ended_on__isnull=True, mentorship__state=Mentorship.State.PAUSED)

    def asked_for(self) -> "PauseQuerySet":
        """Those that one of the two asked for, and so may end."""
        return self.filter(asked_by__isnull=False)

    def past_their_day(self, day: date) -> "PauseQuerySet":
        """Those that go on although their day of return has come by `day`."""
        return self.going_on().asked_for().filter(back_on__lte=day)


class Pause(models.Model):
    """One pause: during the mentor's leave, by the hand of a coordinator, or because one of the two asked for it.

    `Mentorship.paused_on`, `resumed_on` and `paused_days` sum the pauses of a pair up for lists.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="pauses")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="One of the two; empty for a leave and for a coordinator.",
    )
    began_on = models.DateField()
    back_on = models.DateField(_("back on"), null=True, blank=True, help_text="The expected day of return, if known.")
    resumes_itself = models.BooleanField(
        default=False, help_text="On that day the pair goes on; otherwise the two are asked."
    )
    ended_on = models.DateField(null=True, blank=True, help_text="The first day after it.")
    reason = EncryptedTextField(_("reason"), blank=True)
    reason_shared = models.BooleanField(_("the coordinator may read the reason"), default=False)

    objects = PauseQuerySet.as_manager()

    class Meta:
        ordering = ("-began_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("mentorship",), condition=Q(ended_on__isnull=True), name="one_pause_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("began_on")), name="pause_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(back_on__isnull=True) | Q(back_on__gt=F("began_on")), name="back_after_a_pause"
            ),
            models.CheckConstraint(
                condition=Q(resumes_itself=False) | Q(back_on__isnull=False), name="resumes_itself_on_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"Pause {self.pk}"

"""What a person's own calendar shows of their sessions, and the secret address of its feed."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.encryption import EncryptedTextField


class Shown(models.TextChoices):
    """How much of a session stands in a calendar, which others may see too."""

    BUSY = "busy", _("Only that I’m busy")
    TIMES = "times", _("“Mentoring session” and the time")
    DETAILS = "details", _("Also who I meet, where, and the link to join")


class PersonalCalendarQuerySet(models.QuerySet["PersonalCalendar"]):
    """Reads of personal calendars."""

    def subscribed(self) -> Self:
        """Those that have an address, of people who may sign in."""
        return self.filter(token_sha256__isnull=False, user__is_active=True)


class PersonalCalendar(models.Model):
    """One person's choices. The address of the feed is found by its hash; the token itself is there to show again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="personal_calendar")
    in_mails = models.CharField(_("in invitations by email"), max_length=10, choices=Shown, default=Shown.DETAILS)
    in_feed = models.CharField(_("in the calendar I subscribe to"), max_length=10, choices=Shown, default=Shown.TIMES)
    token = EncryptedTextField(default=bytes, blank=True)
    token_sha256 = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    made_at = models.DateTimeField(null=True, blank=True, help_text="When the address was made.")

    objects = PersonalCalendarQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(token_sha256__isnull=True, made_at__isnull=True)
                | Q(token_sha256__isnull=False, made_at__isnull=False),
                name="feed_made_with_its_token",
            ),
        )

    def __str__(self) -> str:
        return f"Calendar of {self.user_id}"

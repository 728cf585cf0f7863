"""When people are busy elsewhere, by the calendar that they keep anyway. Only when, never with what."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.encryption import EncryptedTextField


class OwnCalendar(models.Model):
    """The secret address of somebody’s own calendar, and how the last reading went."""

    class Trouble(models.TextChoices):
        NONE = "", _("Read without trouble")
        ADDRESS = "address", _("The address can’t be read: it has to begin with https.")
        PRIVATE = "private", _("The address leads into a private network.")
        UNREACHABLE = "unreachable", _("Nobody answered at the address.")
        REFUSED = "refused", _("The address answered that there is no calendar for us.")
        REDIRECTS = "redirects", _("The address sent us on too often.")
        TOO_LARGE = "too_large", _("The calendar is larger than 2 MB.")
        TOO_SLOW = "too_slow", _("The address took too long to answer.")
        UNREADABLE = "unreadable", _("What stands at the address is no calendar that we can read.")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_calendar")
    address = EncryptedTextField()
    due_at = models.DateTimeField(db_index=True, help_text="When it is read next.")
    read_at = models.DateTimeField(null=True, blank=True, help_text="When it was last read.")
    trouble = models.CharField(max_length=12, choices=Trouble, blank=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text="Failed readings since the last good one.")

    def __str__(self) -> str:
        return f"Own calendar {self.pk}"


class BusyStretch(models.Model):
    """A stretch of time in which somebody’s own calendar is busy."""

    calendar = models.ForeignKey(OwnCalendar, on_delete=models.CASCADE, related_name="stretches")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ("starts_at",)
        indexes = (models.Index(fields=("calendar", "starts_at"), name="busy_when"),)
        constraints = (models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="busy_in_order"),)

    def __str__(self) -> str:
        return f"Busy {self.pk}"

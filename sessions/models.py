"""Mentoring sessions: when people meet, who comes, what both remember, and what only one may read."""

import uuid
import zoneinfo
from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.encryption import EncryptedTextField
from accounts.models import validate_time_zone
from matching.models import MentoringGroup, Mentorship
from programs.models import Cycle, SupportFunction


class Mode(models.TextChoices):
    """How people meet."""

    IN_PERSON = "in_person", _("In person")
    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Audio")
    WALK = "walk", _("Walk")


class SessionSeries(models.Model):
    """Sessions that repeat at the organiser's local time, whatever the clocks do."""

    rule = models.CharField(max_length=200, help_text="RFC 5545 recurrence rule, in the organiser's local time.")
    time_zone = models.CharField(max_length=60, validators=[validate_time_zone])

    def __str__(self) -> str:
        return self.rule


class MentoringSession(models.Model):
    """A meeting of a pair, of a group, or a workshop that is open to a cycle."""

    class Kind(models.TextChoices):
        ONE_TO_ONE = "one_to_one", _("One to one")
        GROUP = "group", _("Group")
        WORKSHOP = "workshop", _("Workshop")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        SCHEDULED = "scheduled", _("Scheduled")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")
        MISSED = "missed", _("Missed")

    class Confirmation(models.TextChoices):
        NONE = "none", _("Not logged")
        WAITING = "waiting", _("Waiting for the mentee's check")
        CONFIRMED = "confirmed", _("Confirmed")
        DISPUTED = "disputed", _("The mentee says that something differs")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="sessions")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ONE_TO_ONE)
    mentorship = models.ForeignKey(
        Mentorship, on_delete=models.PROTECT, related_name="sessions", null=True, blank=True
    )
    group = models.ForeignKey(MentoringGroup, on_delete=models.PROTECT, related_name="sessions", null=True, blank=True)
    series = models.ForeignKey(SessionSeries, on_delete=models.PROTECT, related_name="sessions", null=True, blank=True)
    organiser = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="organised_sessions")
    title = models.CharField(_("title"), max_length=120, blank=True)
    description = models.TextField(_("what we do"), max_length=4000, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=45, validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    time_zone = models.CharField(_("time zone of the organiser"), max_length=60, validators=[validate_time_zone])
    mode = models.CharField(_("how"), max_length=10, choices=Mode, default=Mode.VIDEO)
    join_url = models.URLField(_("link to join"), blank=True)
    location = models.CharField(_("place"), max_length=160, blank=True)
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    confidential = models.BooleanField(_("confidential, logged without content"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SCHEDULED)
    sequence = models.PositiveSmallIntegerField(default=0, help_text="SEQUENCE of the calendar file (RFC 5545).")
    logged_at = models.DateTimeField(null=True, blank=True)
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmation = models.CharField(max_length=10, choices=Confirmation, default=Confirmation.NONE)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("starts_at", "pk")
        indexes = (models.Index(fields=("starts_at", "state"), name="session_when"),)
        constraints = (
            models.CheckConstraint(
                condition=(
                    Q(kind="one_to_one", mentorship__isnull=False, group__isnull=True)
                    | Q(kind="group", group__isnull=False, mentorship__isnull=True)
                    | Q(kind="workshop", mentorship__isnull=True, group__isnull=True)
                ),
                name="session_belongs_to_its_kind",
            ),
            models.CheckConstraint(condition=Q(minutes__range=(5, 480)), name="session_length"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def ends_at(self) -> datetime:
        """The instant at which the session ends."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The organiser's time zone."""
        return zoneinfo.ZoneInfo(self.time_zone)


class SessionTopic(models.Model):
    """Which kinds of support a session was about. Coordinators do not see it."""

    session = models.ForeignKey(MentoringSession, on_delete=models.CASCADE, related_name="topics")
    function = models.CharField(max_length=24, choices=SupportFunction)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("session", "function"), name="session_topic_once"),)

    def __str__(self) -> str:
        return self.function


class Attendance(models.Model):
    """One person and one session: invited → confirmed | waitlisted → attended | excused | no-show."""

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        CONFIRMED = "confirmed", _("Coming")
        WAITLISTED = "waitlisted", _("On the waiting list")
        DECLINED = "declined", _("Not coming")
        ATTENDED = "attended", _("Was there")
        EXCUSED = "excused", _("Excused")
        NO_SHOW = "no_show", _("Did not come")

    session = models.ForeignKey(MentoringSession, on_delete=models.CASCADE, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attendances")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.INVITED)
    answered_at = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True, help_text="The waiting list is first in, first out.")

    class Meta:
        ordering = ("waiting_since", "pk")
        constraints = (models.UniqueConstraint(fields=("session", "user"), name="attendance_once"),)

    def __str__(self) -> str:
        return f"{self.session_id} · {self.user_id}"


class SharedSummary(models.Model):
    """What the two of a pair wrote down together; nobody else reads it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.OneToOneField(MentoringSession, on_delete=models.CASCADE, related_name="shared_summary")
    text = EncryptedTextField()
    difference = EncryptedTextField(default=bytes, blank=True, help_text="What differs, in the mentee's words.")
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Shared summary {self.pk}"


class PrivateNote(models.Model):
    """A mentee's reflection or a mentor's aide-memoire. Only its writer can read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(MentoringSession, on_delete=models.CASCADE, related_name="private_notes")
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="private_notes")
    text = EncryptedTextField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-updated_at",)
        constraints = (models.UniqueConstraint(fields=("session", "writer"), name="one_private_note"),)

    def __str__(self) -> str:
        return f"Private note {self.pk}"

"""Another time that one of a pair suggests for an agreed session. Until the other says yes, nothing moves."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import validate_time_zone
from sessions.models.sessions import MentoringSession, Mode


class TimeSuggestionQuerySet(models.QuerySet["TimeSuggestion"]):
    """Reads of suggestions."""

    def open_at(self, now: datetime) -> Self:
        """Those that can still be answered: neither the agreed nor the suggested time has come."""
        return self.filter(
            state=TimeSuggestion.State.OPEN,
            starts_at__gt=now,
            session__state=MentoringSession.State.SCHEDULED,
            session__starts_at__gt=now,
        )

    def choices_at(self, now: datetime) -> Self:
        """The times beside that of a proposed session, of which the other still can pick one."""
        return self.filter(
            state=TimeSuggestion.State.OPEN, starts_at__gt=now, session__state=MentoringSession.State.PROPOSED
        )

    def close(self, state: "TimeSuggestion.State", *, now: datetime) -> None:
        """Close those of them that are open."""
        self.filter(state=TimeSuggestion.State.OPEN).update(state=state, closed_at=now)


class TimeSuggestion(models.Model):
    """When and how one of a pair would rather meet. Rows of one `batch` get one answer.

    They are other times for agreed sessions of one series, or several for one session, of which the other picks one:
    instead of an agreed time, or, with an `option` from 1 on, beside that of a proposed session.
    """

    MOST_TIMES = 5

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        REPLACED = "replaced", _("Replaced")
        LAPSED = "lapsed", _("No longer needed")

    batch = models.UUIDField(default=uuid.uuid4, editable=False)
    session = models.ForeignKey(MentoringSession, on_delete=models.CASCADE, related_name="suggestions")
    option = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(5), MaxValueValidator(480)])
    time_zone = models.CharField(max_length=60, validators=[validate_time_zone])
    mode = models.CharField(max_length=10, choices=Mode)
    join_url = models.URLField(blank=True)
    location = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = TimeSuggestionQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("batch", "session", "option"), name="suggestion_once_a_batch"),
            models.UniqueConstraint(
                fields=("session", "option"), condition=Q(state="open"), name="one_open_suggestion"
            ),
            models.CheckConstraint(condition=Q(option__lt=5), name="suggestion_of_five"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="suggestion_closed_once_answered",
            ),
            models.CheckConstraint(condition=Q(minutes__range=(5, 480)), name="suggestion_length"),
            models.CheckConstraint(
                condition=Q(join_url="") | Q(join_url__startswith="https://"), name="suggestion_link_is_private"
            ),
        )

    def __str__(self) -> str:
        return f"Suggestion {self.pk}"

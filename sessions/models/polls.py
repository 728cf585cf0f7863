"""A poll of times: who leads a group offers some, its members say which suit, and one is picked."""

import zoneinfo
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User, validate_time_zone
from pairs.models import GroupMember, MentoringGroup
from programs.models.join_links import validate_https
from sessions.models.sessions import MentoringSession, Mode


class TimePollQuerySet(models.QuerySet["TimePoll"]):
    """Reads of polls."""

    def of_member(self, user: User) -> Self:
        """The polls of the groups to which `user` belongs now."""
        groups = GroupMember.objects.current().filter(user=user).order_by().values("group")
        return self.filter(group__in=groups) if user.is_active else self.none()

    def unanswered_by(self, user: User) -> Self:
        """The open polls of the groups of `user` that somebody else made and `user` has not answered."""
        answered = PollAnswer.objects.filter(time__poll=OuterRef("pk"), user=user)
        return self.of_member(user).filter(~Exists(answered), state=TimePoll.State.OPEN).exclude(by=user)


class TimePoll(models.Model):
    """Times that are offered to a group for its next session."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DECIDED = "decided", _("Decided")
        CLOSED = "closed", _("Closed without a time")

    MOST_TIMES = 10

    group = models.ForeignKey(MentoringGroup, on_delete=models.CASCADE, related_name="polls")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=120)
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MinValueValidator(5), MaxValueValidator(480)])
    mode = models.CharField(_("how"), max_length=10, choices=Mode)
    join_url = models.URLField(_("link to join"), blank=True, validators=[validate_https])
    location = models.CharField(_("place"), max_length=160, blank=True)
    time_zone = models.CharField(max_length=60, validators=[validate_time_zone])
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    session = models.OneToOneField(
        MentoringSession, on_delete=models.SET_NULL, related_name="poll", null=True, blank=True
    )
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = TimePollQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(minutes__range=(5, 480)), name="poll_length"),
            models.CheckConstraint(
                condition=Q(join_url="") | Q(join_url__startswith="https://"), name="poll_link_is_private"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="poll_closed_once_decided",
            ),
        )

    def __str__(self) -> str:
        return f"Poll {self.pk}"

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The time zone in which the times were offered."""
        return zoneinfo.ZoneInfo(self.time_zone)


class PollTime(models.Model):
    """One of the times of a poll."""

    poll = models.ForeignKey(TimePoll, on_delete=models.CASCADE, related_name="times")
    starts_at = models.DateTimeField()

    class Meta:
        ordering = ("starts_at",)
        constraints = (models.UniqueConstraint(fields=("poll", "starts_at"), name="poll_time_once"),)

    def __str__(self) -> str:
        return f"Time {self.pk}"


class PollAnswer(models.Model):
    """What one member says of one time."""

    class Says(models.TextChoices):
        YES = "yes", _("Yes")
        MAYBE = "maybe", _("If need be")
        NO = "no", _("No")

    time = models.ForeignKey(PollTime, on_delete=models.CASCADE, related_name="answers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    says = models.CharField(max_length=5, choices=Says)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("time", "user"), name="poll_answer_once"),)

    def __str__(self) -> str:
        return f"Answer {self.pk}"

"""Two people who found each other have the school take note of it: one asks, the other confirms."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from pairs.models.mentorships import Mentorship
from programs.models import Cycle


class InformalRequestQuerySet(models.QuerySet["InformalRequest"]):
    def open(self, now: datetime) -> "InformalRequestQuerySet":
        """Those that can still be confirmed."""
        return self.filter(state=InformalRequest.State.OPEN, expires_at__gt=now)

    def visible_to(self, user: User | AnonymousUser) -> "InformalRequestQuerySet":
        """Those of which `user` is one side; nobody else reads them."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(Q(asked_by=user) | Q(asked=user))


class InformalRequest(models.Model):
    """Somebody asks another to confirm that one mentors the other: open → confirmed | declined | withdrawn.

    Whether an address belongs to somebody is not told to who asks: a request that reaches nobody looks like one that
    nobody has answered yet.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Not recorded")
        WITHDRAWN = "withdrawn", _("Taken back")

    id = models.UUIDField(primary_key=True, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="informal_requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="informal_asked")
    asked = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="informal_requests",
        null=True,
        blank=True,
        help_text="Empty where the address is nobody’s who may be asked.",
    )
    address = models.EmailField(_("email"), help_text="As it was typed.")
    asks_as_mentor = models.BooleanField(help_text="Whether the one who asks is the mentor of the two.")
    continues = models.ForeignKey(
        Mentorship,
        on_delete=models.PROTECT,
        related_name="requests_to_continue",
        null=True,
        blank=True,
        help_text="The mentorship of the program that the two would like to go on from.",
    )
    since = models.DateField(_("since"))
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    mentorship = models.OneToOneField(
        Mentorship, on_delete=models.PROTECT, related_name="informal_request", null=True, blank=True
    )

    objects = InformalRequestQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("cycle", "asked_by", "address"), condition=Q(state="open"), name="one_open_informal_request"
            ),
            models.CheckConstraint(
                condition=Q(asked__isnull=True) | ~Q(asked=F("asked_by")), name="nobody_asks_themselves"
            ),
            models.CheckConstraint(
                condition=Q(state="confirmed", mentorship__isnull=False)
                | ~Q(state="confirmed") & Q(mentorship__isnull=True),
                name="confirmed_request_has_a_pair",
            ),
        )

    def __str__(self) -> str:
        return f"Informal request {self.pk}"

"""One person asks another for feedback on one thing."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from feedback.models.between import BetweenTwo, BetweenTwoQuerySet


class FeedbackRequestQuerySet(BetweenTwoQuerySet["FeedbackRequest"]):
    """Reads of requests, and the rule who sees them."""

    def visible_to(self, user: User) -> Self:
        """What `user` asked or was asked; no role sees more."""
        return self.filter(Q(asker=user) | Q(asked=user)) if user.is_active else self.none()


class FeedbackRequest(BetweenTwo):
    """“Could you tell me how I explained the case?” It is answered with feedback, declined, or taken back."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ANSWERED = "answered", _("Answered")
        DECLINED = "declined", _("Not this time")
        TAKEN_BACK = "taken_back", _("Taken back")

    asker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    about = EncryptedTextField(help_text="The one thing.")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = FeedbackRequestQuerySet.as_manager()

    class Meta(BetweenTwo.Meta):
        ordering = ("-asked_at", "pk")
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            *BetweenTwo.Meta.constraints,
            models.CheckConstraint(condition=~Q(asker=F("asked")), name="somebody_else_is_asked"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | ~Q(state="open") & Q(closed_at__isnull=False),
                name="request_closed_at_an_instant",
            ),
            models.UniqueConstraint(
                fields=("mentorship", "asker"), condition=Q(state="open"), name="one_open_request_in_a_pair"
            ),
            models.UniqueConstraint(
                fields=("group", "asker", "asked"), condition=Q(state="open"), name="one_open_request_to_a_peer"
            ),
        )

    @property
    def is_open(self) -> bool:
        """Whether it waits for its answer."""
        return self.state == self.State.OPEN

    def other_of(self, person: User) -> User:
        """The one who is asked for the one who asks, and the other way round."""
        return self.asked if person.pk == self.asker_id else self.asker

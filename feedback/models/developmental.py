"""Named feedback between two people."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from feedback.models.between import BetweenTwo, BetweenTwoQuerySet
from feedback.models.requests import FeedbackRequest
from programs.models import Program


class DevelopmentalFeedbackQuerySet(BetweenTwoQuerySet["DevelopmentalFeedback"]):
    """Reads of named feedback, and the rules who sees it."""

    def visible_to(self, user: User) -> Self:
        """What `user` wrote or received; no role sees more."""
        if not user.is_active:
            return self.none()
        return self.filter(Q(writer=user) | Q(recipient=user))

    def at_year_end(self) -> Self:
        """What the two said when they looked back."""
        return self.filter(occasion=DevelopmentalFeedback.Occasion.YEAR_END)

    def shared_with(self, user: User) -> Self:
        """What one of the two lets `user` read, who coordinates their program and is neither of them."""
        if not user.is_active:
            return self.none()
        run = Program.objects.coordinated_by(user).filter(
            Q(pk=OuterRef("mentorship__cycle__program")) | Q(pk=OuterRef("group__cycle__program"))
        )
        return self.filter(Exists(run), shared_at__isnull=False).exclude(Q(writer=user) | Q(recipient=user))


class DevelopmentalFeedback(BetweenTwo):
    """Named feedback of one of a pair, or of peers, to the other: observation, effect, suggestion, and the answer.

    There can be several in a year, and one when the year closes. Its writer can change it until the recipient opens
    it. Once it is open, either of the two can let their coordinators read it, and take that back.
    """

    class Occasion(models.TextChoices):
        ANY_TIME = "any_time", _("During the year")
        YEAR_END = "year_end", _("Looking back on the year")

    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    occasion = models.CharField(max_length=8, choices=Occasion, default=Occasion.ANY_TIME)
    request = models.OneToOneField(
        FeedbackRequest, on_delete=models.PROTECT, related_name="feedback", null=True, blank=True
    )
    observation = EncryptedTextField()
    effect = EncryptedTextField(default=bytes, blank=True)
    suggestion = EncryptedTextField(default=bytes, blank=True)
    answer = EncryptedTextField(default=bytes, blank=True, help_text="“What I will change.”")
    sent_at = models.DateTimeField(_("sent"))
    opened_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, help_text="The first time.")
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    shared_at = models.DateTimeField(null=True, blank=True, help_text="Since when coordinators may read it.")

    objects = DevelopmentalFeedbackQuerySet.as_manager()

    class Meta(BetweenTwo.Meta):
        ordering = ("-sent_at", "pk")
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            *BetweenTwo.Meta.constraints,
            models.UniqueConstraint(
                fields=("mentorship", "writer"), condition=Q(occasion="year_end"), name="one_year_end_feedback"
            ),
            models.UniqueConstraint(
                fields=("group", "writer", "recipient"),
                condition=Q(occasion="year_end"),
                name="one_year_end_feedback_to_a_peer",
            ),
            models.CheckConstraint(condition=~Q(writer=F("recipient")), name="feedback_to_somebody_else"),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(opened_at__isnull=False), name="feedback_answered_once_opened"
            ),
            models.CheckConstraint(
                condition=Q(shared_by__isnull=True, shared_at__isnull=True)
                | Q(shared_by__isnull=False, shared_at__isnull=False, opened_at__isnull=False),
                name="feedback_shared_by_somebody_once_opened",
            ),
        )

    @property
    def is_of_year_end(self) -> bool:
        """Whether it was written when the two looked back on the year."""
        return self.occasion == self.Occasion.YEAR_END

    def other_of(self, person: User) -> User:
        """The recipient of the writer, and the writer of the recipient."""
        return self.recipient if person.pk == self.writer_id else self.writer

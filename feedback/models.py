"""Feedback at the end of a cycle: confidential ratings with a threshold, and named words between two people."""

import uuid
from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from pairs.models import MentoringGroup, Mentorship
from people.models import MentorParticipation
from programs.models import Cycle, Program

# What a program asks for unless it says otherwise.
DEFAULT_THRESHOLD = 5


class ConfidentialFeedback(models.Model):
    """What a mentee, in confidence, says about a mentor: five items on a scale of 1 to 5, each may be left out.

    The items are the five qualities that the literature asks of mentors: trustworthy, approachable,
    enthusiastic, adapts, advises without judging. The answers can be given anew until they are part of a release.
    """

    ITEMS = ("trustworthy", "approachable", "enthusiastic", "adapts", "without_judging")

    mentorship = models.OneToOneField(Mentorship, on_delete=models.PROTECT, related_name="confidential_feedback")
    participation = models.ForeignKey(
        MentorParticipation, on_delete=models.PROTECT, related_name="confidential_feedback"
    )
    trustworthy = models.PositiveSmallIntegerField(null=True, blank=True)
    approachable = models.PositiveSmallIntegerField(null=True, blank=True)
    enthusiastic = models.PositiveSmallIntegerField(null=True, blank=True)
    adapts = models.PositiveSmallIntegerField(null=True, blank=True)
    without_judging = models.PositiveSmallIntegerField(null=True, blank=True)
    sent_at = models.DateTimeField()
    promised_threshold = models.PositiveSmallIntegerField(
        default=DEFAULT_THRESHOLD,
        help_text="Of how many answers at least an average is made that has this one in it: what its writer was told.",
    )
    released_at = models.DateTimeField(null=True, blank=True, help_text="Since when it is part of a release.")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(promised_threshold__gte=3), name="promised_threshold_at_least_three"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{item}__isnull": True}) | Q(**{f"{item}__range": (1, 5)}),
                    name=f"{item}_one_to_five",
                )
                for item in ("trustworthy", "approachable", "enthusiastic", "adapts", "without_judging")
            ),
        )

    def __str__(self) -> str:
        return f"Confidential feedback {self.pk}"


@dataclass(frozen=True, slots=True)
class ItemMean:
    """The mean of one confidential item.

    Attributes:
        mean: of 1 to 5, rounded to one decimal, or None where too few answered it.
        answers: how many answers are in the mean.
    """

    mean: float | None
    answers: int


class RatingRelease(models.Model):
    """The means of one mentor in one program that may be seen: frozen, and renewed only after k more answers.

    Answers of earlier cycles count, so that a mentor of few mentees hears something in the end.
    """

    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rating_releases")
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="rating_releases")
    answers = models.PositiveIntegerField(help_text="How many mentees had answered at least one item.")
    means = models.JSONField(help_text="Item → mean of 1 to 5, or null where too few answered it.")
    item_answers = models.JSONField(default=dict, help_text="Item → how many answers are in its mean.")
    released_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("mentor", "program"), name="one_release_a_mentor"),)

    def __str__(self) -> str:
        return f"{self.mentor_id} · {self.answers}"

    @property
    def items(self) -> dict[str, ItemMean]:
        """Item → its mean, as it was frozen."""
        return {item: ItemMean(self.means[item], self.item_answers[item]) for item in ConfidentialFeedback.ITEMS}


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

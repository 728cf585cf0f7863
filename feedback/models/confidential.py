"""What mentees say in confidence about their mentors."""

from django.db import models
from django.db.models import Q

from pairs.models import Mentorship
from people.models import MentorParticipation

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

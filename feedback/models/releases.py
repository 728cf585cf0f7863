"""What of confidential answers may be seen."""

from dataclasses import dataclass

from django.conf import settings
from django.db import models

from feedback.models.confidential import ConfidentialFeedback
from programs.models import Program


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

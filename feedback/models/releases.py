"""What of confidential answers may be seen."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.disclosure.releases import NOTHING, Release
from core.disclosure.thresholds import FEWEST
from feedback.models.confidential import ConfidentialAnswer
from programs.models import Program


class RatingRelease(models.Model):
    """What may be known of the answers about one mentor in one program: frozen, and renewed only after k more.

    Answers of earlier cycles count, so that a mentor of few mentees hears something in the end.
    """

    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rating_releases")
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="rating_releases")
    answers = models.PositiveIntegerField(help_text="How many mentees had answered at least one item.")
    sums: "models.JSONField[dict[str, list[int]], dict[str, list[int]]]" = models.JSONField(
        default=dict, help_text="Item → how many answers, and between which two numbers their sum is."
    )
    released_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("mentor", "program"), name="one_release_a_mentor"),
            models.CheckConstraint(condition=Q(answers__gte=FEWEST), name="release_of_three_answers"),
        )

    def __str__(self) -> str:
        return f"{self.mentor_id} · {self.answers}"

    @property
    def items(self) -> dict[str, Release]:
        """Item → what may be known of it, as it was frozen."""
        return {item: Release(*self.sums[item]) if item in self.sums else NOTHING for item in ConfidentialAnswer.ITEMS}

"""Pairs that there are before a round runs, of which it keeps as many as it can."""

from django.db import models

from matching.models.rounds import MatchRound
from people.models import Enrollment, MentorParticipation


class PresentPair(models.Model):
    """Two who were a pair in an earlier year, or in a draft of this round that was opened again."""

    round = models.ForeignKey(MatchRound, on_delete=models.PROTECT, related_name="present_pairs")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="+")
    participation = models.ForeignKey(MentorParticipation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("enrollment__mentee__sort_name", "enrollment__mentee__given_name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("round", "enrollment", "participation"), name="present_pair_once_in_a_round"
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id} · {self.enrollment_id} – {self.participation_id}"

"""Pairs that a coordinator settles before a round, and that every method keeps."""

from django.db import models

from matching.models.rounds import MatchRound
from people.models import Enrollment, MentorParticipation


class FixedPair(models.Model):
    """A mentee and a mentor who are paired whatever the lists say. Why, the program's steps of staff keep."""

    round = models.ForeignKey(MatchRound, on_delete=models.PROTECT, related_name="fixed_pairs")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="+")
    participation = models.ForeignKey(MentorParticipation, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(default=1, help_text="Which of the mentee's places it takes.")
    kept = models.BooleanField(
        null=True, blank=True, help_text="Whether it was still possible when lists closed; empty before that."
    )

    class Meta:
        ordering = ("enrollment__mentee__sort_name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("round", "enrollment", "place"), name="place_fixed_once_in_a_round"),
            models.UniqueConstraint(fields=("round", "enrollment", "participation"), name="pair_fixed_once_in_a_round"),
            models.CheckConstraint(condition=models.Q(place__range=(1, 2)), name="fixed_in_two_places_at_most"),
        )

    def __str__(self) -> str:
        return f"{self.round_id} · {self.enrollment_id} – {self.participation_id}"


class MentorAbsence(models.Model):
    """A mentor whom a coordinator has taken out of a round. Why, the program's steps of staff keep."""

    round = models.ForeignKey(MatchRound, on_delete=models.PROTECT, related_name="mentor_absences")
    participation = models.ForeignKey(MentorParticipation, on_delete=models.PROTECT, related_name="round_absences")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("round", "participation"), name="mentor_out_once_of_a_round"),)

    def __str__(self) -> str:
        return f"{self.round_id} · {self.participation_id}"


class RoundAbsence(models.Model):
    """A mentee whom a coordinator has taken out of a round. Why, the program's steps of staff keep."""

    round = models.ForeignKey(MatchRound, on_delete=models.PROTECT, related_name="absences")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="round_absences")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("round", "enrollment"), name="mentee_out_once_of_a_round"),)

    def __str__(self) -> str:
        return f"{self.round_id} · {self.enrollment_id}"

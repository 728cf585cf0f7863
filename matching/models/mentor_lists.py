"""What a mentor says of those who listed them, in rounds where mentors have a say."""

from django.db import models
from django.db.models import Q

from matching.models.rounds import MatchRound
from people.models import Enrollment, MentorParticipation


class MentorList(models.Model):
    """A mentor's answer for one round, given after the lists closed and before the methods run."""

    round = models.ForeignKey(MatchRound, on_delete=models.CASCADE, related_name="mentor_lists")
    participation = models.ForeignKey(MentorParticipation, on_delete=models.CASCADE, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("round", "participation"), name="one_mentor_list_a_round"),)

    def __str__(self) -> str:
        return f"{self.round_id} · {self.participation_id}"


class MentorListItem(models.Model):
    """One of those who listed the mentor: the place they have with the mentor, or none for “rather not”."""

    mentor_list = models.ForeignKey(MentorList, on_delete=models.CASCADE, related_name="items")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Several may share one; empty: refused.")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("mentor_list", "enrollment"), name="mentee_once_on_a_mentor_list"),
            models.CheckConstraint(condition=Q(rank__isnull=True) | Q(rank__gte=1), name="mentor_ranks_start_at_one"),
        )

    def __str__(self) -> str:
        return f"{self.enrollment_id}"

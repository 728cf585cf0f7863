"""Mentees who want to have the same mentor, as a coordinator writes down for a round."""

from django.db import models
from django.db.models import F, Q

from matching.models.rounds import MatchRound
from people.models import Enrollment


class TogetherWish(models.Model):
    """Two mentees of a round who want the same mentor; the earlier enrollment is `one`."""

    round = models.ForeignKey(MatchRound, on_delete=models.PROTECT, related_name="together_wishes")
    one = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("one__mentee__sort_name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("round", "one", "other"), name="wish_to_be_together_once_in_a_round"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="wish_to_be_together_of_two"),
        )

    def __str__(self) -> str:
        return f"{self.round_id} · {self.one_id} – {self.other_id}"

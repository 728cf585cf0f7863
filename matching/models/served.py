"""How a proposal serves the mentees who handed in a list, counted once."""

from typing import Any

from django.db import models

from core.encryption import EncryptedTextField
from matching.models.rounds import Proposal


class ServedCounts(models.Model):
    """Counts of one proposal, kept with each run, so that pages need not count; of groups with changes by hand, too.

    It is a row of its own because keys rotate after a round was published, when its proposals stand.
    """

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, related_name="served", primary_key=True)
    groups: "models.JSONField[list[list[Any]], list[list[Any]]]" = models.JSONField(
        help_text="Rows of year or group, school or site, profession; mentees, matched, with their first choice."
    )
    question = models.CharField(max_length=200, blank=True, help_text="The voluntary question, as it was asked.")
    answers = EncryptedTextField(
        blank=True, help_text="JSON: rows of voluntary answer, mentees, matched, with their first choice."
    )

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.proposal_id)

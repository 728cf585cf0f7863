"""What mentees say in confidence about their mentors: answers without an author, and who has answered."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from core.disclosure.thresholds import FEWEST, USUAL
from core.encryption import EncryptedTextField
from pairs.models import Mentorship
from people.models import MentorParticipation

NOT_SAID = "0"


class _Unsigned(models.Model):
    """A row that says nothing of its writer: no pair, no person but the mentor, no day, and a random key.

    The year is that of the mentor's participation. Rows are written anew, in random order, with each that joins them
    (`feedback.services.confidential`), so neither their order nor the transaction that wrote them tells who came when.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participation = models.ForeignKey(MentorParticipation, on_delete=models.PROTECT, related_name="+")
    promised_threshold = models.PositiveSmallIntegerField(
        default=USUAL, help_text="With how many like it, at least, this is shown: what its writer was told."
    )

    class Meta:
        abstract = True
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(promised_threshold__gte=FEWEST), name="%(class)s_promises_three"),
        )

    def __str__(self) -> str:
        return str(self.pk)


class ConfidentialAnswer(_Unsigned):
    """Five items on a scale of 1 to 5, of which each may be left out.

    The items are the five qualities that the literature asks of mentors: trustworthy, approachable, enthusiastic,
    adapts, advises without judging. `given` has a digit for each, 0 where it was left out, so that all answers are of
    one length when they are encrypted.
    """

    ITEMS = ("trustworthy", "approachable", "enthusiastic", "adapts", "without_judging")

    given = EncryptedTextField()

    class Meta(_Unsigned.Meta):
        pass

    @property
    def values(self) -> tuple[int | None, ...] | None:
        """1 to 5 for each item, None where it was left out; None in all where no key opens it."""
        digits = str(self.given)
        if len(digits) != len(self.ITEMS) or not set(digits) <= set("012345"):
            return None
        return tuple(int(digit) or None for digit in digits)


class ConfidentialCommentQuerySet(models.QuerySet["ConfidentialComment"]):
    """Reads of comments."""

    def waiting(self) -> Self:
        """Those that nobody may read yet."""
        return self.filter(released_on=None)


class ConfidentialComment(_Unsigned):
    """What a mentee says in their own words, apart from their five answers. Read by nobody before it is released."""

    words = EncryptedTextField()
    released_on = models.DateField(null=True, blank=True, help_text="The day on which the year closed.")

    objects = ConfidentialCommentQuerySet.as_manager()

    class Meta(_Unsigned.Meta):
        pass


class CompletionToken(models.Model):
    """That the mentee of a pair has answered in confidence. Nothing leads from here to an answer, or back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mentorship = models.OneToOneField(Mentorship, on_delete=models.PROTECT, related_name="completion_token")

    def __str__(self) -> str:
        return str(self.pk)

"""What people answered in a wave of a survey, released once: after the wave has closed, and never counted again.

Two releases of the same answers could be subtracted from each other; so there is one.
"""

from typing import NotRequired, TypedDict

from django.db import models

from surveys.models import Wave


class MeanOutcome(TypedDict):
    """The mean of a group with its 95 % interval; `missing` were asked in the wave, answered, and left this out."""

    mean: float
    low: float
    high: float
    n: int
    missing: int


class GroupOutcome(TypedDict):
    """The mean of people who are alike in something; several kinds where some of them are few.

    Attributes:
        asked: how many of these kinds the wave asked; None where who is of which kind is an answer itself.
    """

    kinds: list[str]
    value: MeanOutcome
    asked: int | None


class ChangeOutcome(TypedDict):
    """The mean change of those who answered before and after.

    Attributes:
        effect: Hedges' g; None where answers don't differ.
        left_out: how many answered at one of the two times only.
        before, after: their means, where these tell of nobody who answered once.
    """

    change: float
    low: float
    high: float
    effect: float | None
    n: int
    left_out: int
    before: NotRequired[float]
    after: NotRequired[float]


class ScoreOutcome(TypedDict):
    """A score of an instrument.

    Attributes:
        scale: its least and its most.
        value: of all who answered; None where it is withheld.
        by: breakdown → its groups; without breakdowns of which one group cannot be shown.
        change: since the baseline of the year; None where there is none, or where it is withheld.
    """

    key: str
    name: str
    scale: list[float]
    value: MeanOutcome | None
    by: dict[str, list[GroupOutcome]]
    change: ChangeOutcome | None


class QuestionOutcome(TypedDict):
    """A question of the school's own with one choice.

    Attributes:
        options: the choices in their order.
        parts: first choice, last choice, people; neighbors are together until enough people are in each. Empty where
            nothing can be shown.
        missing: answered the survey and left this out.
    """

    key: str
    text: str
    options: list[str]
    parts: list[list[int]]
    missing: int


class WaveOutcomes(TypedDict):
    """What is released of a wave.

    Attributes:
        least: fewer answers than that are not shown.
        baseline: the key of the wave that changes are counted from; 0 without one.
    """

    least: int
    asked: int
    answered: int
    baseline: int
    scores: list[ScoreOutcome]
    questions: list[QuestionOutcome]


class OutcomeRelease(models.Model):
    """The one release of a wave."""

    wave = models.OneToOneField(Wave, on_delete=models.PROTECT, related_name="release")
    baseline = models.ForeignKey(
        Wave,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Changes are counted from it.",
    )
    outcomes: "models.JSONField[WaveOutcomes, WaveOutcomes]" = models.JSONField()
    released_at = models.DateTimeField()

    class Meta:
        ordering = ("wave",)
        constraints = (models.UniqueConstraint(fields=("baseline",), name="baseline_released_once"),)

    def __str__(self) -> str:
        return f"{self.wave_id}"

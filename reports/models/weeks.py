"""What was so at the beginning of a week, so that the next one can be compared with it."""

from typing import TypedDict

from django.db import models

from programs.models import Cycle


class Meetings(TypedDict):
    """Sessions of four weeks: held, or waiting for their log, and to be expected; days that were free for everybody."""

    held: int
    expected: float
    days_off: int


class SurveyFacts(TypedDict):
    """A survey that has closed lately, beside the time before.

    Attributes:
        wave: its key.
        name: of the survey.
        answered, asked: how many, now and before.
        lower: whether people who answered after sessions clearly chose lower answers than those before did; told of as
            many people as protect each other alone, and of all questions together.
    """

    wave: int
    name: str
    answered: tuple[int, int]
    asked: tuple[int, int]
    lower: bool


class WeekFacts(TypedDict):
    """Counts of one program. None of them tells what a single person wrote or chose.

    Attributes:
        meetings: of the last four weeks, and of the four before.
        quiet: pairs or groups at risk.
        offers: offers that have waited for an answer for a week.
        differing: logs with which the mentee does not agree.
        unlogged: sessions that should have been logged.
        surveys: those that have closed since last week.
    """

    meetings: list[Meetings]
    quiet: int
    offers: int
    differing: int
    unlogged: int
    surveys: list[SurveyFacts]


class ProgramWeek(models.Model):
    """The facts of a cycle in one week, counted once."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="weeks")
    monday = models.DateField(help_text="The first day of the week, at the school.")
    facts: "models.JSONField[WeekFacts, WeekFacts]" = models.JSONField()
    counted_at = models.DateTimeField()

    class Meta:
        ordering = ("-monday",)
        constraints = (models.UniqueConstraint(fields=("cycle", "monday"), name="one_count_of_a_week"),)

    def __str__(self) -> str:
        return f"{self.cycle_id} · {self.monday}"

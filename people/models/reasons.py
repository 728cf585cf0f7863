"""Why mentors of a year declined, as figures that may be seen."""

from django.db import models

from programs.models import Cycle


class ReasonsRelease(models.Model):
    """How many gave which reason for declining: frozen, and renewed only after k more have said why."""

    cycle = models.OneToOneField(Cycle, on_delete=models.CASCADE, related_name="reasons_release")
    declined = models.PositiveIntegerField(default=0, help_text="How many had declined, whether they said why or not.")
    answers = models.PositiveIntegerField(default=0, help_text="How many of them had said why.")
    counts: "models.JSONField[dict[str, int], dict[str, int]]" = models.JSONField(
        default=dict, help_text="Reason → how many."
    )

    def __str__(self) -> str:
        return f"{self.cycle_id} · {self.answers}"

"""The figures of a year, counted at an instant."""

from django.db import models
from django.db.models import Q

from programs.models import Cycle
from reports.models.figures import CycleFigures


class ReportEdition(models.Model):
    """What the worker counted last of one year; the page shows when."""

    cycle = models.OneToOneField(Cycle, on_delete=models.CASCADE, related_name="report")
    format = models.PositiveSmallIntegerField(default=0, help_text="Of the figures; 0 before they were counted.")
    figures: "models.JSONField[CycleFigures, CycleFigures]" = models.JSONField(default=dict, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    pdf = models.BinaryField(default=bytes, blank=True, help_text="Of these figures; empty until it is written.")
    asked_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when somebody waits for new figures; empty once they are there."
    )

    class Meta:
        ordering = ("cycle",)
        constraints = (
            models.CheckConstraint(
                condition=Q(format=0, counted_at__isnull=True) | Q(format__gt=0, counted_at__isnull=False),
                name="report_figures_have_their_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.cycle_id}"

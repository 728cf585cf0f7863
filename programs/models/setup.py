"""How far the setting-up of a program is, and the days of a year that are left free."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programs.models.cycles import Cycle
from programs.models.programs import Program


class SettledStep(models.Model):
    """A step of the setting-up that somebody has decided, also where the decision is what stood there before."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="settled_steps")
    key = models.CharField(max_length=20, help_text="As in `programs.presentation.setup_steps`.")
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("program", "key"), name="step_settled_once"),)

    def __str__(self) -> str:
        return f"{self.program_id} · {self.key}"


class ExamPeriod(models.Model):
    """Days on which learners sit exams: no date of the year falls on them."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="exam_periods")
    name = models.CharField(_("which exams"), max_length=60)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    class Meta:
        ordering = ("starts_on", "pk")
        constraints = (models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="exam_period_in_order"),)

    def __str__(self) -> str:
        return self.name

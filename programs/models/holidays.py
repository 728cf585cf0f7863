"""Days on which a school is closed: public holidays and others, of all its programs."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programs.models.programs import Institution

LONGEST_NAME = 60


class Holiday(models.Model):
    """A day, or several in a row, on which the school is closed: dates that fall on it are pointed out."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="holidays")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    class Meta:
        ordering = ("starts_on", "name", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="holiday_in_order"),
            models.UniqueConstraint(fields=("institution", "starts_on", "name"), name="holiday_once"),
        )

    def __str__(self) -> str:
        return self.name

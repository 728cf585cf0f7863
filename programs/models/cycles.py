"""A cycle is one year's run of a program: its state and its dates."""

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programs.models.programs import Program


class CycleState(models.TextChoices):
    """The life of a cycle, in order."""

    PLANNING = "planning", _("Planning")
    ENROLLING = "enrolling", _("Enrolling")
    RANKING = "ranking", _("Ranking")
    MATCHING = "matching", _("Matching")
    RUNNING = "running", _("Running")
    CLOSING = "closing", _("Closing")
    CLOSED = "closed", _("Closed")


class Cycle(models.Model):
    """One year's run of a program. Days are in the institution's zone, instants in UTC."""

    # Between planning and closing: pairs and groups can come into being.
    UNDER_WAY = (CycleState.ENROLLING, CycleState.RANKING, CycleState.MATCHING, CycleState.RUNNING)

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="cycles")
    name = models.CharField(_("name"), max_length=40, help_text=_("For example 2026–27."))
    state = models.CharField(_("state"), max_length=10, choices=CycleState, default=CycleState.PLANNING)
    term_starts_on = models.DateField(_("first day of term"), help_text=_("All other dates are counted from it."))
    planning_from = models.DateField(_("planning from"))
    enrolling_from = models.DateField(_("enrolling from"))
    ranking_opens_at = models.DateTimeField(_("ranking opens"))
    ranking_closes_at = models.DateTimeField(_("ranking closes"))
    running_from = models.DateField(_("pairs published and meeting from"))
    closing_from = models.DateField(_("closing from"))
    ends_on = models.DateField(_("ends"))
    first_meeting_by = models.DateField(_("first meeting by"), null=True, blank=True)
    mid_year_on = models.DateField(_("midyear talk"), null=True, blank=True)
    expected_mentees = models.PositiveSmallIntegerField(
        _("mentees expected"),
        null=True,
        blank=True,
        help_text="Set by who looks for mentors; none says that nobody has.",
    )

    class Meta:
        ordering = ("-planning_from", "program__name")
        constraints = (
            models.UniqueConstraint(fields=("program", "name"), name="cycle_name_once"),
            models.CheckConstraint(
                condition=Q(
                    enrolling_from__gte=F("planning_from"),
                    ranking_closes_at__gt=F("ranking_opens_at"),
                    closing_from__gt=F("running_from"),
                    ends_on__gt=F("closing_from"),
                ),
                name="cycle_dates_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.program.name} {self.name}"

    def first_meeting_day(self, day: date) -> date:
        """The day from which a pair that is made on `day` meets: not before the cycle runs."""
        return max(day, self.running_from)

    def local_day(self, moment: datetime) -> date:
        """The calendar day of `moment` in the institution's zone."""
        return self.program.institution.local_day(moment)

    @property
    def mid_year_day(self) -> date:
        """The day of the midyear talk, or half-way between the two where none is set."""
        return self.mid_year_on or self.running_from + (self.closing_from - self.running_from) / 2

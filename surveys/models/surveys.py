"""Surveys of a program, in versions: who is asked when, and what."""

from typing import Self, cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from programs.models import Program
from surveys.models.content import Content


class Phase(models.TextChoices):
    """When in the life of a year a survey is answered."""

    BASELINE = "baseline", _("Before the year")
    MATCHING = "matching", _("For pairing")
    DAY_45 = "day_45", _("After the first weeks")
    MID_YEAR = "mid_year", _("Midyear")
    END = "end", _("End of the year")
    SESSION_PULSE = "session_pulse", _("After sessions")
    ALUMNI = "alumni", _("A year later")


class Asked(models.TextChoices):
    """Which people of a cycle a survey asks."""

    MENTEES = "mentee", _("Mentees")
    MENTORS = "mentor", _("Mentors")
    BOTH = "both", _("Mentees and mentors")


class SurveyQuerySet(models.QuerySet["Survey"]):
    def visible_to(self, user: User) -> Self:
        """Those of programs that `user` runs; who answers one sees its wave."""
        if not user.is_active:
            return self.none()
        return self.filter(program__in=Program.objects.configured_by(user).values("pk"))


class Survey(models.Model):
    """What a program asks at one point of each year."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="surveys")
    name = models.CharField(_("name"), max_length=80)
    phase = models.CharField(_("when"), max_length=13, choices=Phase)
    asked = models.CharField(_("who is asked"), max_length=6, choices=Asked)
    retired = models.BooleanField(_("not asked any more"), default=False)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ("program", "pk")
        constraints = (models.UniqueConstraint(fields=("program", "name"), name="survey_name_once"),)

    def __str__(self) -> str:
        return self.name


class SurveyVersionQuerySet(models.QuerySet["SurveyVersion"]):
    def published(self) -> Self:
        """Those that people answer or have answered."""
        return self.filter(state=SurveyVersion.State.PUBLISHED)


class SurveyVersion(models.Model):
    """The questions of a survey. Once published they stand, so that every answer keeps its question."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT)
    content = models.JSONField(help_text="As `models/content.py` says.")
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = SurveyVersionQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("survey", "number"), name="survey_version_number_once"),
            models.UniqueConstraint(fields=("survey",), condition=Q(state="draft"), name="one_draft_of_a_survey"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | Q(state="published", published_at__isnull=False),
                name="published_survey_has_its_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.survey} {self.number}"

    @property
    def is_draft(self) -> bool:
        """Whether it can still be edited."""
        return self.state == self.State.DRAFT

    @property
    def questions(self) -> Content:
        """The content, as it was checked before it was published."""
        return cast("Content", self.content)

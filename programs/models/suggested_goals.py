"""The goals that a school suggests to pairs who look for one."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from programs.models.interests import InterestTerm, SupportFunction
from programs.models.programs import Institution


class GoalDomain(models.TextChoices):
    """The two sides of a life that mentoring is about."""

    PROFESSIONAL = "professional", _("Professional")
    PERSONAL = "personal", _("Personal")


class TrainingStage(models.TextChoices):
    """Where in their training people are for whom a goal is meant."""

    ANY = "any", _("At any time")
    EARLY = "early", _("First years of study")
    CLINICAL = "clinical", _("Clinical years")
    APPLYING = "applying", _("Applying for a post")
    WORKING = "working", _("First years of work")


class SuggestedGoal(models.Model):
    """One goal on the list of a school. A pair that takes it has its words, which stay theirs."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="suggested_goals")
    name = models.CharField(_("goal"), max_length=140)
    domain = models.CharField(_("side of life"), max_length=12, choices=GoalDomain)
    support = models.CharField(_("kind of support"), max_length=24, choices=SupportFunction)
    stage = models.CharField(_("for whom"), max_length=8, choices=TrainingStage, default=TrainingStage.ANY)
    specialty = models.ForeignKey(
        InterestTerm, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("specialty")
    )
    retired_at = models.DateTimeField(
        null=True, blank=True, help_text="Not suggested any more from then on; who took it keeps it."
    )

    class Meta:
        ordering = ("stage", "domain", "name")
        constraints = (models.UniqueConstraint("institution", Lower("name"), name="suggested_goal_once"),)

    def __str__(self) -> str:
        return self.name

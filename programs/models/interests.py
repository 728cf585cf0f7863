"""What people have in common: interest terms in facets, and the nine kinds of support."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from programs.models.programs import Institution


class Facet(models.TextChoices):
    """The four sides of a person's interests."""

    SPECIALTY = "specialty", _("Specialty")
    RESEARCH = "research", _("Research method")
    CAREER = "career", _("Career")
    PERSONAL = "personal", _("Personal")


class SupportFunction(models.TextChoices):
    """The nine functions of a mentor; one taxonomy for offers, needs, sessions and feedback."""

    CAREER_ASSISTANCE = "career_assistance", _("Career assistance")
    CAREER_ADVICE = "career_advice", _("Career advice")
    SKILL_DEVELOPMENT = "skill_development", _("Skill development")
    NETWORKING = "networking", _("Networking")
    SPONSORSHIP = "sponsorship", _("Sponsorship")
    PSYCHOLOGICAL_SUPPORT = "psychological_support", _("Psychological support")
    EMOTIONAL_SUPPORT = "emotional_support", _("Emotional support")
    CONFIDENCE_BUILDING = "confidence_building", _("Confidence building")
    ROLE_MODELLING = "role_modelling", _("Role modeling")


class InterestTerm(models.Model):
    """One interest that people of an institution can choose."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="interest_terms")
    facet = models.CharField(_("facet"), max_length=10, choices=Facet)
    slug = models.SlugField(max_length=60)
    name = models.CharField(_("name"), max_length=80)
    retired_at = models.DateTimeField(
        null=True, blank=True, help_text="Not offered any more from then on; who chose it keeps it."
    )

    class Meta:
        ordering = ("facet", "name")
        constraints = (
            models.UniqueConstraint(fields=("institution", "slug"), name="interest_term_once"),
            models.UniqueConstraint("institution", Lower("name"), name="interest_term_named_once"),
        )

    def __str__(self) -> str:
        return self.name


class InterestAlias(models.Model):
    """What a term was that is now part of another: files still call it so, and an open page knows its key."""

    term = models.ForeignKey(InterestTerm, on_delete=models.CASCADE, related_name="aliases")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=80)
    former_key = models.PositiveBigIntegerField(unique=True, help_text="The primary key that the merged term had.")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

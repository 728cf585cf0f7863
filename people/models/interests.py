"""What people are interested in."""

from django.conf import settings
from django.db import models

from programs.models import InterestTerm, Program


class PersonalInterestQuerySet(models.QuerySet["PersonalInterest"]):
    def of_school(self, institution: int) -> "PersonalInterestQuerySet":
        """Those on the list of the school with this key: what somebody chose at another is not its business."""
        return self.filter(term__institution=institution)

    def of_program(self, program: Program) -> "PersonalInterestQuerySet":
        """Those on the list of the program's school."""
        return self.of_school(program.institution_id)


class PersonalInterest(models.Model):
    """Somebody is interested in something."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="interests")
    term = models.ForeignKey(InterestTerm, on_delete=models.CASCADE, related_name="people")

    objects = PersonalInterestQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("user", "term"), name="personal_interest_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} · {self.term_id}"

"""What people are interested in."""

from django.conf import settings
from django.db import models

from programs.models import InterestTerm


class PersonalInterest(models.Model):
    """Somebody is interested in something."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="interests")
    term = models.ForeignKey(InterestTerm, on_delete=models.CASCADE, related_name="people")

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("user", "term"), name="personal_interest_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} · {self.term_id}"

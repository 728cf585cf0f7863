"""What a school has decided about instruments, and those that it has brought itself."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.models import Institution


class SchoolInstrument(models.Model):
    """One instrument at one school. Where there is no row, what the instrument's file says about `on` holds."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="instruments")
    slug = models.CharField(max_length=40)
    on = models.BooleanField(_("used in surveys"))
    # As it was read; earlier surveys are scored by it, so it is neither changed nor deleted.
    file = models.TextField(blank=True, help_text="Of an instrument that the school has brought; else empty.")
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    accepted_at = models.DateTimeField(
        null=True, blank=True, help_text="When its terms were accepted, where it has any."
    )

    class Meta:
        ordering = ("slug",)
        constraints = (
            models.UniqueConstraint(fields=("institution", "slug"), name="instrument_once_per_school"),
            models.CheckConstraint(
                condition=Q(accepted_by=None, accepted_at=None)
                | Q(accepted_by__isnull=False, accepted_at__isnull=False),
                name="accepted_terms_have_person_and_time",
            ),
        )

    def __str__(self) -> str:
        return self.slug

"""Who does not want to be asked to mentor again."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.models import Institution


class MentoringOptOut(models.Model):
    """Somebody asked their school not to invite them to mentor again, in any program, until they say otherwise."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="mentoring_opt_outs")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentoring_opt_outs")
    since = models.DateTimeField(_("since"))

    class Meta:
        constraints = (models.UniqueConstraint(fields=("institution", "user"), name="mentoring_opt_out_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} · {self.institution_id}"

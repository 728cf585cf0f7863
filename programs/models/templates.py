"""Programs that a school keeps as templates, its own or those of other schools."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.models.programs import Institution


class SavedTemplate(models.Model):
    """A template as its file says it (`programs.imports.template_files`), under a name of the school."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="templates")
    name = models.CharField(_("name of the template"), max_length=80)
    document: "models.JSONField[dict[str, object], dict[str, object]]" = models.JSONField(
        help_text="The file, after it was checked."
    )
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("institution", "name"), name="template_name_once"),)

    def __str__(self) -> str:
        return self.name

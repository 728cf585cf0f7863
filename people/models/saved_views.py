"""Views of lists that somebody keeps."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.models import Program


class SavedView(models.Model):
    """How one of those who run a program wants to see one of its lists: search, filters, order and columns."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="saved_views")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    list_name = models.CharField(max_length=20)
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=1000, blank=True, help_text="The query string that asks for it.")

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("program", "owner", "list_name", "name"), name="saved_view_name_once"),
        )

    def __str__(self) -> str:
        return self.name

"""A text that somebody brought, as chapters that are not in the draft yet."""

from uuid import uuid4

from django.db import models

from programs.models.programs import Program


class HandbookImport(models.Model):
    """What a file or a pasted text becomes, shown before it goes into the draft; forgotten after a day."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="handbook_imports")
    name = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    # A title and a body for each chapter; then what was kept and left out, counted by kind.
    chapters = models.JSONField()
    counts = models.JSONField()
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name or str(self.pk)

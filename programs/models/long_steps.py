"""Work about many people that takes longer than somebody should wait for a page."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.encryption import EncryptedTextField
from programs.models.programs import Program


class LongStep(models.Model):
    """What somebody has confirmed and the worker carries out, row by row; gone after a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="long_steps")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=32, help_text="As registered in `programs.services.long_steps`.")
    what = EncryptedTextField(help_text="JSON: its title, where it was begun, and what the kind needs.")
    total = models.PositiveIntegerField(help_text="How many rows it is about.")
    done = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True, help_text="The last sign of life of a worker that has it.")
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = EncryptedTextField(blank=True, help_text="JSON: what was done, and who was left out and why.")

    class Meta:
        ordering = ("-asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("program", "by"), condition=Q(finished_at=None), name="one_long_step_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} · {self.done} of {self.total}"

"""What two people work towards, in small steps, and what the mentee has reached."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.encryption import EncryptedTextField
from pairs.models.of_two import OfTwo
from programs.models import GoalDomain, SupportFunction


class Goal(OfTwo):
    """One goal of the mentee. Its progress is what the mentee ticks off, or says where there is nothing to tick."""

    class State(models.TextChoices):
        KEPT = "kept", _("Kept")
        ACHIEVED = "achieved", _("Achieved")
        LET_GO = "let_go", _("Let go")

    text = EncryptedTextField()
    domain = models.CharField(max_length=12, choices=GoalDomain)
    support = models.CharField(max_length=24, choices=SupportFunction, blank=True)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.KEPT)
    settled_on = models.DateField(null=True, blank=True, help_text="When it was achieved or let go.")
    said = EncryptedTextField(default=bytes, blank=True, help_text="What the mentee last said of it.")
    said_on = models.DateField(null=True, blank=True)
    talked_on = models.DateField(null=True, blank=True, help_text="When the two last talked about it.")
    added_at = models.DateTimeField()

    class Meta:
        ordering = (models.F("due_on").asc(nulls_last=True), "added_at", "pk")
        indexes = (models.Index(fields=("mentorship", "state"), name="goal_of_pair"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="kept", settled_on__isnull=True) | (~Q(state="kept") & Q(settled_on__isnull=False)),
                name="goal_settled_once_not_kept",
            ),
        )


class GoalStep(models.Model):
    """A small step towards a goal; the mentee ticks it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="steps")
    text = EncryptedTextField()
    due_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("added_at", "pk")

    def __str__(self) -> str:
        return f"Step {self.pk}"


class Achievement(OfTwo):
    """Something the mentee has reached that was no goal before. What was one is told by the goal itself."""

    text = EncryptedTextField()
    reached_on = models.DateField()

    class Meta:
        ordering = ("-reached_on", "pk")

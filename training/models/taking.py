"""How far somebody has come in a version of a module, and what they answered on the way."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from training.models.modules import ModuleVersion, Step


class TrainingQuerySet(models.QuerySet["Training"]):
    def valid_on(self, day: date) -> Self:
        """The completions that are not due again on `day`."""
        return self.filter(Q(renew_on__isnull=True) | Q(renew_on__gt=day), completed_at__isnull=False)


class Training(models.Model):
    """Somebody takes a version of a module, once; when it is due again, that is another row.

    `renew_on` is settled on completion, by the version that was taken: a later version does not shorten it.
    """

    version = models.ForeignKey(ModuleVersion, on_delete=models.PROTECT, related_name="trainings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="trainings")
    started_at = models.DateTimeField(_("started"))
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    renew_on = models.DateField(_("due again"), null=True, blank=True)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        ordering = ("-started_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("version", "user"), condition=Q(completed_at__isnull=True), name="one_training_under_way"
            ),
            models.CheckConstraint(
                condition=Q(renew_on__isnull=True) | Q(completed_at__isnull=False), name="only_completed_is_due_again"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} · {self.version_id}"


class StepRecordQuerySet(models.QuerySet["StepRecord"]):
    def visible_to(self, user: User) -> Self:
        """The answers that `user` gave, as long as `user` may sign in; no role sees more."""
        return self.filter(training__user=user) if user.is_active else self.none()


class StepRecord(models.Model):
    """What somebody did with a step. Only they can read it.

    Attributes:
        choice: the place of the chosen answer, from 0; None for a step without choices.
        reflection: what they wrote for themselves.
        done: whether the step is behind them: a check is once an answer fits, others once they were answered.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="records")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="records")
    choice = models.PositiveSmallIntegerField(null=True, blank=True)
    reflection = EncryptedTextField(default=bytes, blank=True)
    done = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = StepRecordQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("training", "step"), name="step_recorded_once"),)

    def __str__(self) -> str:
        return f"Step record {self.pk}"

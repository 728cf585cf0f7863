"""What mentees say of themselves of their own accord, to show whether a method serves everyone alike."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.encryption import EncryptedTextField
from people.models.enrollments import Enrollment


class VoluntaryAnswer(models.Model):
    """The answer of a mentee to the program's voluntary question.

    Nobody but the mentee ever reads it: it has no admin, is in no list, file or instance, and leaves
    `people.queries.voluntary` for nothing but counts of many. An answer to a question that was changed since is none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrollment = models.OneToOneField(Enrollment, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(_("question"), max_length=200)
    answer = EncryptedTextField(_("answer"))
    answered_at = models.DateTimeField(_("answered"))

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.pk)

"""A file of people between preview and confirmation."""

import uuid

from django.conf import settings
from django.db import models

from core.encryption import EncryptedTextField
from programs.models import Program


class PendingImport(models.Model):
    """A file of people that somebody has uploaded and not yet confirmed; encrypted, and gone after a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="pending_imports")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField()
    file_name = models.CharField(max_length=120)
    content = EncryptedTextField(help_text="The file's bytes in base64.")

    def __str__(self) -> str:
        return self.file_name

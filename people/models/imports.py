"""A school's file between upload and confirmation, and what the columns of such files mean."""

import uuid

from django.conf import settings
from django.db import models

from core.encryption import EncryptedTextField
from programs.models import Cycle, Program


class PendingImport(models.Model):
    """A file that somebody has uploaded and not yet confirmed; encrypted, and gone after a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="pending_imports")
    kind = models.CharField(max_length=20, default="people", help_text="Which kind of file it is, such as people.")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField()
    file_name = models.CharField(max_length=120)
    content = EncryptedTextField(help_text="The file's bytes in base64.")
    mapping = EncryptedTextField(help_text="What its columns mean, as core.tables.mapping writes it; empty before.")
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="Since when the worker has it to import.")
    revision = models.CharField(max_length=64, blank=True, help_text="Of the preview that was confirmed.")

    def __str__(self) -> str:
        return self.file_name


class ImportedFile(models.Model):
    """What an import has changed, so that it can be taken back; encrypted, and gone after a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="imported_files")
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    imported_at = models.DateTimeField()
    file_name = models.CharField(max_length=120)
    token = models.UUIDField(db_index=True, help_text="Key of the file while it waited.")
    changes = EncryptedTextField(help_text="Old and new values in JSON, as `people.imports.states` has them.")

    def __str__(self) -> str:
        return self.file_name


class RememberedMapping(models.Model):
    """What the columns of a file mean, for the next file with the same headings in a program."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="remembered_mappings")
    kind = models.CharField(max_length=20, help_text="Which kind of file it is, such as people.")
    headings = models.CharField(max_length=64, help_text="Digest of the headings, in any order.")
    mapping = EncryptedTextField(help_text="As core.tables.mapping writes it.")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("program", "kind", "headings"), name="mapping_once_for_headings"),
        )

    def __str__(self) -> str:
        return f"{self.kind}, {self.saved_at:%Y-%m-%d}"

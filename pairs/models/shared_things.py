"""Links and files that two people share."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.documents.kinds import TYPES, FileType
from core.encryption import EncryptedFileField, EncryptedTextField
from pairs.models.of_two import OfTwo


class SharedThing(OfTwo):
    """A link, or a file with its content. A file is what its content is, whatever it was called."""

    title = EncryptedTextField()
    url = EncryptedTextField(default=bytes, blank=True, help_text="Where a link leads; empty for a file.")
    ending = models.CharField(max_length=4, blank=True, help_text="Which type of file it is; empty for a link.")
    size = models.PositiveIntegerField(default=0, help_text="Bytes of the file as it is kept.")
    content = EncryptedFileField(default=bytes, blank=True)
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    shared_at = models.DateTimeField()

    class Meta:
        ordering = ("-shared_at", "pk")
        indexes = (models.Index(fields=("mentorship", "shared_at"), name="thing_of_pair"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(ending="", size=0) | (~Q(ending="") & Q(size__gt=0)), name="thing_link_or_file"
            ),
        )

    @property
    def type(self) -> FileType | None:
        """What the file is; None for a link."""
        return TYPES[self.ending] if self.ending else None

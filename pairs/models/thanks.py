"""What one of two people thanks the other for."""

from django.conf import settings
from django.db import models

from core.encryption import EncryptedTextField
from pairs.models.of_two import OfTwo


class WordOfThanks(OfTwo):
    """A short word of thanks to the other of the two. It stays."""

    text = EncryptedTextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("-written_at", "pk")
        indexes = (models.Index(fields=("mentorship", "written_at"), name="thanks_of_pair"),)

"""What one of two people thanks the other for."""

from django.conf import settings
from django.db import models

from core.encryption import EncryptedTextField
from pairs.models.of_two import OfTwo


class WordOfThanks(OfTwo):
    """A short word of thanks to the other of the two. It stays; whether it may leave the pair its writer says."""

    text = EncryptedTextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    may_be_shown = models.BooleanField(
        default=False, help_text="Whether the mentor whom a mentee thanks may have it in their teaching portfolio."
    )

    class Meta:
        ordering = ("-written_at", "pk")
        indexes = (models.Index(fields=("mentorship", "written_at"), name="thanks_of_pair"),)

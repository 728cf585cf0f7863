"""The logo of a school."""

from django.db import models

from programs.models.programs import Institution


class SchoolLogo(models.Model):
    """A logo in two sizes made by `core.images`. Another logo has another key; anybody may see it."""

    SMALL, LARGE = (320, 72), (800, 320)  # points: the most of width and height

    school = models.OneToOneField(Institution, on_delete=models.CASCADE, related_name="logo")
    key = models.CharField(max_length=32, unique=True, editable=False)
    small = models.BinaryField()
    large = models.BinaryField()
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Logo {self.pk}"

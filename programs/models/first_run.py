"""The code that opens an empty install."""

from django.db import models


class FirstRunCode(models.Model):
    """The one-time code with which the first administrator enters. Only its keyed hash is stored."""

    code_hash = models.CharField(max_length=64)
    issued_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.issued_at:%Y-%m-%d %H:%M}"

"""What reports refuse."""

from core.errors import DomainError


class WaveStillOpen(DomainError):
    """Answers can still change, and are released once."""


class TooFewConsented(DomainError):
    """A file for researchers would tell of somebody."""

"""What reports refuse."""

from core.errors import DomainError


class WaveStillOpen(DomainError):
    """Answers can still change, and are released once."""

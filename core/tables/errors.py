"""What reading a table refuses."""

from core.errors import DomainError


class UnreadableFile(DomainError):
    """The file as a whole cannot be read: kind, size, encoding or header."""

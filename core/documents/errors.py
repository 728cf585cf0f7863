"""What reading a document refuses."""

from core.errors import DomainError


class UnreadableDocument(DomainError):
    """The file cannot be read; the message says what to do."""

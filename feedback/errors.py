"""What the rules of feedback refuse."""

from core.errors import DomainError


class AlreadyReleased(DomainError):
    """It was released: the recipient has opened it, or it is part of an average."""


class NotPermitted(DomainError):
    """The step belongs to somebody else."""

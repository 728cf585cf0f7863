"""What the rules of feedback refuse."""

from core.errors import DomainError


class AlreadyReleased(DomainError):
    """The recipient has opened it."""


class AlreadyAnswered(DomainError):
    """An answer in confidence was given already."""


class NotPermitted(DomainError):
    """The step belongs to somebody else."""

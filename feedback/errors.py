"""What the rules of feedback refuse."""

from core.errors import DomainError


class NotNow(DomainError):
    """The pair does not look back yet, or the cycle is closed."""


class Stands(DomainError):
    """It was released: the recipient has opened it, or it is part of an average."""


class NotOpened(DomainError):
    """Nobody answers what they have not read."""


class NotYours(DomainError):
    """The step belongs to somebody else."""

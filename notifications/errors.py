"""What the outbox refuses."""

from core.errors import DomainError


class NothingToRetry(DomainError):
    """Somebody had them tried again already, or they cannot be."""


class TooManyDevices(DomainError):
    """Nobody has so many that they use."""


class WrongCode(DomainError):
    """It is not the code that was sent, or its time is over."""

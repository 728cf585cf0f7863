"""What the rules of sessions refuse. Each message says to the person what to do now."""

from core.errors import DomainError


class DoubleBooked(DomainError):
    """Somebody is already confirmed in a session at that time."""


class ImpossibleTime(DomainError):
    """The time does not exist, lies on the wrong side of now, or the rule gives no dates."""


class NotPermitted(DomainError):
    """The step belongs to the other side."""


class InvalidLog(DomainError):
    """What was logged contradicts itself or an older log."""

"""What the rules of sessions refuse. Each message says to the person what to do now."""

from collections.abc import Sequence
from datetime import datetime

from core.errors import DomainError


class DoubleBooked(DomainError):
    """Somebody is already confirmed in a session at that time."""


class SlotTaken(DomainError):
    """Somebody was quicker, or the time is no longer offered.

    Args:
        message: what to do now.
        instead: when the next free slots begin.
    """

    def __init__(self, message: str, *, instead: Sequence[datetime]) -> None:
        super().__init__(message)
        self.instead = instead


class ImpossibleTime(DomainError):
    """The time does not exist, lies on the wrong side of now, or the rule gives no dates."""


class NotPermitted(DomainError):
    """The step belongs to the other side."""


class InvalidLog(DomainError):
    """What was logged contradicts itself or an older log."""

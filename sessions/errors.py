"""What the rules of sessions refuse. Each message says to the person what to do now."""

from accounts.errors import RuleBroken


class DoubleBooked(RuleBroken):
    """Somebody is already confirmed in a session at that time."""


class NotOpen(RuleBroken):
    """The session or the pair is in a state in which this cannot be done."""


class ImpossibleTime(RuleBroken):
    """The time does not exist, lies on the wrong side of now, or the rule gives no dates."""


class NotYours(RuleBroken):
    """The step belongs to the other side."""


class LogRefused(RuleBroken):
    """What was logged contradicts itself or an older log."""

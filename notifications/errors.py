"""What the outbox refuses."""

from accounts.errors import RuleBroken


class NothingToRetry(RuleBroken):
    """Somebody had them tried again already, or they cannot be."""

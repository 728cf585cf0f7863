"""What the rules of feedback refuse."""

from accounts.errors import RuleBroken


class NotNow(RuleBroken):
    """The pair does not look back yet, or the cycle is closed."""


class AlreadySent(RuleBroken):
    """Feedback is given once."""


class NotYours(RuleBroken):
    """The step belongs to somebody else."""

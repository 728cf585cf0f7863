"""What the rules of feedback refuse."""

from accounts.errors import RuleBroken


class NotNow(RuleBroken):
    """The pair does not look back yet, or the cycle is closed."""


class Stands(RuleBroken):
    """It was released: the recipient has opened it, or it is part of an average."""


class NotOpened(RuleBroken):
    """Nobody answers what they have not read."""


class NotYours(RuleBroken):
    """The step belongs to somebody else."""

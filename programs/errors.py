"""What the rules of programs, handbooks and people refuse."""

from accounts.errors import RuleBroken


class NotReadyToOpen(RuleBroken):
    """The program lacks something without which it cannot open.

    Args:
        missing: what is missing, one sentence each.
    """

    def __init__(self, missing: list[str]) -> None:
        super().__init__(" ".join(missing))
        self.missing = missing


class StillOpen(RuleBroken):
    """Something of the cycle is still open, and the coordinator has not said that the year moves on all the same.

    Args:
        matters: what is open and what becomes of it, one sentence each.
    """

    def __init__(self, matters: list[str]) -> None:
        super().__init__(" ".join(matters))
        self.matters = matters


class WrongMoment(RuleBroken):
    """The state of the program, cycle or participation does not allow this now."""


class HandbookStands(RuleBroken):
    """The version is published and cannot be edited any more."""


class ChapterGone(RuleBroken):
    """The chapter, or the draft that it belonged to, was deleted."""


class NothingToPublish(RuleBroken):
    """A handbook version needs chapters and, from the second on, a note on what changed."""


class PlacesInUse(RuleBroken):
    """The capacity cannot fall below the places that are taken."""


class NotAcknowledged(RuleBroken):
    """The current handbook has not been acknowledged."""


class CodeRefused(RuleBroken):
    """The one-time code is wrong or used."""


class UnreadableFile(RuleBroken):
    """The file as a whole cannot be read: kind, size, encoding or header."""

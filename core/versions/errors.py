"""What the rules of versions refuse."""

from core.errors import DomainError


class NotInADraft(DomainError):
    """What somebody works on is in no draft any more; what they typed can go into another."""


class VersionIsPublished(NotInADraft):
    """The version is published and cannot be edited any more."""


class PartIsGone(NotInADraft):
    """The part, or the draft that it belonged to, was deleted."""


class NothingToPublish(DomainError):
    """A version needs parts that can be read and, from the second on, a note on what changed."""

"""What the rules of training refuse."""

from core.errors import DomainError


class ModuleIsPublished(DomainError):
    """The version is published and cannot be edited any more."""


class DraftGone(DomainError):
    """The step, or the draft that it belonged to, was deleted."""


class NothingToPublish(DomainError):
    """A module needs steps and, from the second version on, a note on what changed."""


class NotYet(DomainError):
    """The step comes after one that is not done."""

"""What the rules of training refuse."""

from core.errors import DomainError


class NotYet(DomainError):
    """The step comes after one that is not done."""

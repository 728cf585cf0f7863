"""What accounts refuse."""

from core.errors import DomainError


class AddressTaken(DomainError):
    """Two accounts cannot have one address."""

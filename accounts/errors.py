"""What accounts refuse."""

from core.errors import DomainError


class AddressTaken(DomainError):
    """Two accounts cannot have one address."""


class LinkRefused(DomainError):
    """A sign-in link does not sign in."""


class LinkUnknown(LinkRefused):
    """We never issued it, or have forgotten it."""


class LinkUsed(LinkRefused):
    """It has signed its person in already."""


class LinkExpired(LinkRefused):
    """It is too old."""


class LinkVoid(LinkRefused):
    """The account has changed since it was issued, or no link signs in there."""

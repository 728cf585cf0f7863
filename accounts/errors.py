"""What accounts refuse."""

from django.utils.translation import gettext as _

from core.errors import DomainError


class AddressTaken(DomainError):
    """Two accounts cannot have one address."""

    def __init__(self) -> None:
        super().__init__(_("This address belongs to another account."), field="email")


class AddressUnusable(DomainError):
    """No mail can reach it, or its letters are those of another address.

    Args:
        message: what is wrong with it.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message, field="email")


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


class MergeRefused(DomainError):
    """Two records cannot become one; the message says what to do first."""


class MergeStays(DomainError):
    """A merge of two records cannot be taken back; the message says why."""

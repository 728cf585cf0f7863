"""What the rules of those who take part refuse."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.errors import DomainError


class PlacesInUse(DomainError):
    """The capacity cannot fall below the places that are taken."""


class NotAcknowledged(DomainError):
    """The current handbook has not been acknowledged."""


class NobodyToInvite(DomainError):
    """Nobody of those who were chosen may be invited again now."""


class PlacesTaken(DomainError):
    """A mentor has no place left."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or _("All of this mentor’s places are taken."), field="participation")


class AddressProtected(DomainError):
    """Whoever gives an account another address can sign in as its owner: this one is for administrators."""

    def __init__(self) -> None:
        super().__init__(_("You can’t change this address: it opens more than you look after."), field="email")


class HasHistory(DomainError):
    """Something was done by this person, or refers to them: the row stays.

    Args:
        message: what there is, and what to do instead.
    """


class TooManyViews(DomainError):
    """Somebody keeps as many views of a list as fit above it."""


class NobodyToWriteTo(DomainError):
    """None of those who were chosen may get a message now."""


class NamesakeKnown(DomainError):
    """Somebody of this name is known under another address; a person says whether they are two.

    Args:
        addresses: of those of the same name.
    """

    def __init__(self, addresses: Sequence[str]) -> None:
        message = _("Someone of this name is known as %(addresses)s. If that’s who you mean, use that address.")
        super().__init__(message % {"addresses": ", ".join(addresses)}, field="email")

"""What the rules of those who take part refuse."""

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

"""What the rules of programs, handbooks and people refuse."""

from django.utils.translation import gettext as _

from core.errors import DomainError


class NotReadyToOpen(DomainError):
    """The program lacks something without which it cannot open.

    Args:
        missing: what is missing, one sentence each.
    """

    def __init__(self, missing: list[str]) -> None:
        super().__init__(" ".join(missing))
        self.missing = missing


class UnfinishedWork(DomainError):
    """Something of the cycle is still open, and the coordinator has not said that the year moves on all the same.

    Args:
        items: what is open and what becomes of it, one sentence each.
    """

    def __init__(self, items: list[str]) -> None:
        super().__init__(" ".join(items))
        self.items = items


class NameTaken(DomainError):
    """The school's list has a term of this name."""


class TooManyHolidays(DomainError):
    """A school has a bounded number of holidays."""


class TermGone(DomainError):
    """The term was merged into another meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("This interest isn’t on the list any more: someone merged it into another."))


class WordGone(DomainError):
    """The word was merged into another meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("This word isn’t on the list any more: someone merged it into another."))


class CodeRefused(DomainError):
    """The one-time code is wrong or used."""


class UnreadableColor(DomainError):
    """Words in this color could not be read somewhere on our pages."""


class UnusableWebhook(DomainError):
    """The address is no public one, or there are too many."""

"""k: how many people are behind a figure at least."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError

# With two, each of them could subtract their own answer and know the other's.
FEWEST = 3
# What a program asks for unless it says otherwise.
USUAL = 5
# For answers that are voluntary and about who somebody is.
VOLUNTARY = 10


# What is said to somebody who asks for less, in the language of the page that shows it.
TOO_LOW = format_lazy(_("Use at least {fewest}, so that nobody can be recognized."), fewest=FEWEST)


class ThresholdTooLow(DomainError):
    """Somebody asks for figures of fewer people than can protect each other."""


def checked(least: int) -> int:
    """Return `least`.

    Raises:
        ThresholdTooLow: it is below `FEWEST`, whatever a program, a file or a caller says.
    """
    if least < FEWEST:
        raise ThresholdTooLow(str(TOO_LOW))
    return least

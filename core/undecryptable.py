"""What stands in place of an encrypted text that cannot be decrypted."""

from typing import Any

from django.utils.translation import gettext as _


class UndecryptableText(str):
    """Words for whoever reads the page, with the stored bytes behind them.

    Assigned to an encrypted field, it puts those bytes back; its words are never stored.
    """

    __slots__ = ("stored",)

    stored: bytes

    @classmethod
    def around(cls, stored: bytes) -> "UndecryptableText":
        """Return the words for `stored`, in the reader's language."""
        text = cls(_("This text can’t be opened. Whoever wrote it can write it again; please tell your coordinator."))
        text.stored = stored
        return text


def for_editing(value: Any) -> Any:
    """Return what a field of a form begins with: the value, or nothing where it is a text that cannot be opened."""
    return "" if isinstance(value, UndecryptableText) else value

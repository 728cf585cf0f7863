"""Numbers that come with a request: in its address, its query string, or a posted field.

Whoever sends a request may write anything there: five thousand digits, a sign, digits of another script, more than
the database can hold. Each of them is no number, and never an error of ours.
"""

from django.urls.converters import IntConverter

# The largest primary key: PostgreSQL's bigint, and SQLite's INTEGER.
LARGEST_KEY = 2**63 - 1


def read_number(text: str | None, *, at_most: int = LARGEST_KEY) -> int | None:
    """Return the whole number from 0 to `at_most` that `text` writes in plain digits; None when it is anything else."""
    if not text or len(text) > len(str(at_most)) or not (text.isascii() and text.isdigit()):
        return None
    number = int(text)
    return number if number <= at_most else None


class KeyConverter(IntConverter):
    """A primary key in an address, as in `<key:pk>`. What the database cannot hold is no such address: 404."""

    regex = "[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        """Return the key.

        Raises:
            ValueError: no table can hold it.
        """
        number = read_number(value)
        if number is None:
            raise ValueError(value)
        return number

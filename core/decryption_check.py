"""Counts the private texts that no key opens, so that somebody looks for the key before it is needed."""

from collections.abc import Iterator

from django.core.cache import cache

from core.encryption import DecryptionError, decrypt_bytes
from core.key_rotation import encrypted_columns, texts_of

_KEY = "undecryptable-texts"
_KEPT_FOR = 2 * 24 * 3600  # seconds; counted anew every hour


def undecryptable_places() -> Iterator[str]:
    """Yield table, column and row of each text that cannot be opened."""
    for model, field in encrypted_columns():
        for pk, stored in texts_of(model, field):
            place = field.place(model(pk=pk))
            try:
                decrypt_bytes(stored, place=place)
            except DecryptionError:
                yield place


def remember_count(count: int) -> None:
    """Keep the number for the homes of administrators."""
    cache.set(_KEY, count, _KEPT_FOR)


def last_count() -> int:
    """Return how many texts could not be opened when they were last counted."""
    return int(cache.get(_KEY, 0))

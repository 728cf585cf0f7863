"""Rewrites encrypted text with the newest key, so that older keys can be thrown away."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from core.encryption import (
    DecryptionError,
    EncryptedFileField,
    EncryptedTextField,
    decrypt_bytes,
    encrypt_bytes,
    opens_with_newest_key,
)

_BATCH = 500
# Of files, each of which may have ten megabytes.
_FILES = 4


@dataclass(slots=True)
class Rotation:
    """What became of one column: texts rewritten, texts that had the newest key, places that no key opens."""

    column: str
    rewritten: int = 0
    current: int = 0
    undecryptable: tuple[str, ...] = ()


def rotate_keys() -> Iterator[Rotation]:
    """Go through every encrypted column of the database and yield what became of it.

    A text that somebody changes meanwhile is left to them: it has the newest key by then. Nothing is locked, and a
    run that was interrupted can be repeated.
    """
    for model, field in encrypted_columns():
        yield _rotate(model, field)


def encrypted_columns() -> Iterator[tuple[type[models.Model], EncryptedTextField]]:
    """Yield every encrypted field of the database with its model."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field


def _rotate(model: type[models.Model], field: EncryptedTextField) -> Rotation:
    done = Rotation(f"{model._meta.db_table}.{field.column}")
    for pk, stored in texts_of(model, field):
        place = field.place(model(pk=pk))
        if opens_with_newest_key(stored, place=place):
            done.current += 1
            continue
        try:
            fresh = encrypt_bytes(decrypt_bytes(stored, place=place), place=place)
        except DecryptionError:
            done.undecryptable += (place,)
            continue
        done.rewritten += model._base_manager.filter(pk=pk, **{field.name: stored}).update(**{field.name: fresh})
    return done


def texts_of(model: type[models.Model], field: EncryptedTextField) -> Iterator[tuple[Any, bytes]]:
    """Primary key and stored bytes of each text, read in batches before any of the batch is rewritten."""
    rows = model._base_manager.exclude(**{field.name: b""})
    keys = list(rows.values_list("pk", flat=True))
    step = _FILES if isinstance(field, EncryptedFileField) else _BATCH
    for start in range(0, len(keys), step):
        batch = rows.filter(pk__in=keys[start : start + step]).values_list("pk", field.name)
        yield from [(pk, bytes(stored)) for pk, stored in batch]

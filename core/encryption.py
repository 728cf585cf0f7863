"""Text, and files, that nobody may read in the database: AES-256-GCM, bound to the row it belongs to.

The stored bytes are `version || nonce (12) || ciphertext and tag`. The associated data is
`table.column:primary key`, so a ciphertext that is moved to another row or altered does not decrypt.
Rows need their primary key before they are saved: models with such fields use UUID keys.

Source: NIST SP 800-38D (GCM), section 5.2 on additional authenticated data.
"""

import base64
import logging
import os
from functools import lru_cache
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from core.undecryptable import UndecryptableText

logger = logging.getLogger(__name__)

_VERSION = b"\x01"
_NONCE_BYTES = 12


class DecryptionError(Exception):
    """The stored bytes were altered, moved to another row, or no key in use opens them."""


@lru_cache
def _ciphers(keys: tuple[str, ...]) -> tuple[AESGCM, ...]:
    raw = [base64.urlsafe_b64decode(key) for key in keys]
    if any(len(key) != 32 for key in raw):
        raise ImproperlyConfigured("Each of ENCRYPTION_KEYS is 32 bytes in URL-safe base64.")
    return tuple(AESGCM(key) for key in raw)


def encrypt(text: str, *, place: str) -> bytes:
    """Encrypt `text` with the newest key for the row and column named by `place`."""
    return encrypt_bytes(text.encode(), place=place)


def encrypt_bytes(content: bytes, *, place: str) -> bytes:
    """Encrypt `content` with the newest key for the row and column named by `place`."""
    nonce = os.urandom(_NONCE_BYTES)
    cipher = _ciphers(tuple(settings.ENCRYPTION_KEYS))[0]
    return _VERSION + nonce + cipher.encrypt(nonce, content, place.encode())


def decrypt(stored: bytes, *, place: str) -> str:
    """Return the text of `stored`.

    Raises:
        DecryptionError: altered, moved, or encrypted with a key that is not in use.
    """
    return decrypt_bytes(stored, place=place).decode()


def decrypt_bytes(stored: bytes, *, place: str) -> bytes:
    """Return the content of `stored`.

    Raises:
        DecryptionError: altered, moved, or encrypted with a key that is not in use.
    """
    return _open(stored, _ciphers(tuple(settings.ENCRYPTION_KEYS)), place)


def opens_with_newest_key(stored: bytes, *, place: str) -> bool:
    """Whether the first of ENCRYPTION_KEYS, with which new text is encrypted, opens `stored`."""
    try:
        _open(stored, _ciphers(tuple(settings.ENCRYPTION_KEYS))[:1], place)
    except DecryptionError:
        return False
    return True


def _open(stored: bytes, ciphers: tuple[AESGCM, ...], place: str) -> bytes:
    nonce, body = stored[1 : 1 + _NONCE_BYTES], stored[1 + _NONCE_BYTES :]
    if stored[:1] == _VERSION and len(nonce) == _NONCE_BYTES:
        for cipher in ciphers:
            try:
                return cipher.decrypt(nonce, body, place.encode())
            except InvalidTag:
                continue
    raise DecryptionError(f"Cannot decrypt {place}.")


class _EncryptedAttribute:
    """Keeps the ciphertext on the instance and decrypts when the attribute is read."""

    def __init__(self, field: "EncryptedTextField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, bytes | memoryview):
            return self._opened(bytes(value), instance)
        return value

    def _opened(self, stored: bytes, instance: models.Model) -> str:
        """The text, or words in its place: one damaged text must not take down the page that it stands on."""
        place = self.field.place(instance)
        try:
            return decrypt(stored, place=place)
        except DecryptionError:
            logger.error("A text cannot be opened: %s", place)
            return UndecryptableText.around(stored)

    def __set__(self, instance: models.Model, value: str | bytes | None) -> None:
        instance.__dict__[self.field.attname] = value.stored if isinstance(value, UndecryptableText) else value


class EncryptedTextField(models.BinaryField):  # type: ignore[type-arg]
    """A text column that is encrypted at rest. Assign and read `str`; an empty text is stored as empty bytes.

    What cannot be opened reads as a `UndecryptableText`; its bytes stay as they are until somebody writes another text.
    """

    attribute = _EncryptedAttribute

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, self.attribute(self))

    def place(self, instance: models.Model) -> str:
        """The associated data: table, column and row."""
        return f"{instance._meta.db_table}.{self.column}:{instance.pk}"

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes:
        value = model_instance.__dict__.get(self.attname, "")
        if isinstance(value, bytes | memoryview):
            return bytes(value)
        if not value:
            return b""
        return encrypt(cast(str, value), place=self.place(model_instance))

    def from_db_value(self, value: Any, *_: Any) -> str | bytes | None:
        return "" if value is not None and not bytes(value) else value


class _Sealed(bytes):
    """A file as it is stored, so that it is not taken for one that is still to be encrypted."""


class _EncryptedFile(_EncryptedAttribute):
    """Keeps what is stored on the instance and decrypts it when the attribute is read."""

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        return decrypt_bytes(value, place=self.field.place(instance)) if isinstance(value, _Sealed) else value


class EncryptedFileField(EncryptedTextField):
    """A column of bytes that is encrypted at rest. Assign and read `bytes`; defer it in lists.

    What cannot be opened raises `DecryptionError` when it is read.
    """

    attribute = _EncryptedFile

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes:
        value = model_instance.__dict__.get(self.attname, b"")
        if isinstance(value, _Sealed) or not value:
            return bytes(value)
        return encrypt_bytes(cast(bytes, value), place=self.place(model_instance))

    def from_db_value(self, value: Any, *_: Any) -> bytes | None:
        return value if value is None else _Sealed(value) if bytes(value) else b""

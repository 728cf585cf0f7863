"""Typed reading of the environment, with one clear error for what is missing or malformed."""

import base64
import binascii
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()


def read_files(base_dir: Path) -> None:
    """Load `.env` and the secrets that a local run keeps in `var/local.env`; the real environment wins."""
    for path in (base_dir / ".env", base_dir / "var" / "local.env"):
        if path.is_file():
            env.read_env(str(path))


def required(debug_defaults: Mapping[str, str], *, debug: bool) -> list[str]:
    """Return the values of the settings that `debug_defaults` names, in its order.

    Args:
        debug_defaults: environment variable → its value under debug when it is unset; otherwise it must be set.
        debug: whether debug is on.

    Raises:
        ImproperlyConfigured: names every variable that is missing.
    """
    values = {name: env.str(name, default="") or (default if debug else "") for name, default in debug_defaults.items()}
    missing = [name for name, value in values.items() if not value]
    if missing:
        raise ImproperlyConfigured(f"Set {' and '.join(missing)} in the environment or in .env (see .env.example).")
    return list(values.values())


def encryption_keys(text: str) -> list[str]:
    """Return the keys that `text` lists, separated by commas.

    Raises:
        ImproperlyConfigured: says which key is malformed, by its place and never by its value.
    """
    keys = text.split(",")
    for place, key in enumerate(keys, start=1):
        if fault := _fault_of(key, keys[: place - 1]):
            raise ImproperlyConfigured(
                f"Key {place} of {len(keys)} in ENCRYPTION_KEYS {fault}. Each is 32 bytes in URL-safe base64, "
                "separated by commas without blanks (see .env.example)."
            )
    return keys


def push_key(text: str) -> str:
    """Return a private key of P-256 in URL-safe base64 without padding, as libraries of web push want it.

    Raises:
        ImproperlyConfigured: it is neither that nor empty.
    """
    if text and _fault_of(text + "=" * (-len(text) % 4), []):
        raise ImproperlyConfigured("VAPID_PRIVATE_KEY is no key: 32 bytes in URL-safe base64 (see .env.example).")
    return text.rstrip("=")


def _fault_of(key: str, before: list[str]) -> str:
    """What is wrong with a key, in words that do not hold it; nothing when it is well."""
    if not key.strip():
        return "is empty"
    if any(letter.isspace() for letter in key):
        return "holds a blank"
    if key in before:
        return "is there twice"
    try:
        raw = base64.b64decode(key, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return "is not base64"
    return "" if len(raw) == 32 else f"is {len(raw)} bytes long"


def redis_addresses(url: str) -> tuple[str, str]:
    """Split one Redis or Valkey address into (Celery's broker, Django's cache).

    Args:
        url: `redis://host:port`, `rediss://…` or `unix:///path/to/socket`. The broker takes
            database 0, the cache database 1.
    """
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"redis+socket://{parts.path}?virtual_host=0", f"unix://{parts.path}?db=1"
    root = f"{parts.scheme}://{parts.netloc}"
    return f"{root}/0", f"{root}/1"

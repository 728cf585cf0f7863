"""Typed reading of the environment, with one clear error for what is missing."""

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

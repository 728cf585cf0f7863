"""The settings under which is measured."""

import base64
import os
import secrets
from pathlib import Path


def environment(folder: Path) -> dict[str, str]:
    """The settings that `make run` has, with nothing of the caller's database, broker or mail."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "mentorship.settings",
        "DEBUG": "0",
        "DEMO": "0",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ENCRYPTION_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "SITE_URL": "http://localhost:8000",
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
        "REDIS_URL": "",
        "EMAIL_URL": "",
        "LOG_LEVEL": "ERROR",
    }

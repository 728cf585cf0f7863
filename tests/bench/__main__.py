"""python -m tests.bench [--scales 1 10 40] [--requests 20]

Each size is measured in a process and a database of its own, which are gone afterwards.
"""

import argparse
import base64
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

SCALES = (1, 10, 40)


def main() -> int:
    """Measure the sizes one after another; returns the exit code of the first that failed, else 0."""
    asked = _arguments()
    codes = [_measure(scale, asked.requests) for scale in asked.scales]
    return next((code for code in codes if code), 0)


def _measure(scale: int, requests: int) -> int:
    with tempfile.TemporaryDirectory(prefix="mentorship-bench-") as folder:
        command = [sys.executable, "-m", "tests.bench.pages", str(scale), str(requests)]
        return subprocess.run(command, env=_environment(Path(folder)), check=False).returncode


def _environment(folder: Path) -> dict[str, str]:
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


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--scales", type=int, nargs="+", default=list(SCALES), help="times the demo school's size")
    parser.add_argument("--requests", type=int, default=20, help="requests for each page, of which the median counts")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

"""Bring a local run's database and static files up to date, and say how to get in.

`python -m mentorship.supervisor.prepare WELCOME` writes the lines to greet with into the file WELCOME.
"""

import hashlib
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def main(welcome: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")
    django.setup()
    call_command("migrate", interactive=False)
    collect_static_files()
    welcome.touch(mode=0o600)
    welcome.write_text("".join(f"{line}\n" for line in fill_and_greet()))


def collect_static_files() -> None:
    """Collect and compress the static files, unless that was done and none has changed since."""
    stamp = settings.DATA_DIR / "static.stamp"
    state = _state_of_static_files()
    if not stamp.exists() or stamp.read_text() != state:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(state)


def _state_of_static_files() -> str:
    digest = hashlib.sha256(django.get_version().encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            digest.update(f"{name} {storage.get_modified_time(name)}\n".encode())
    return digest.hexdigest()


def fill_and_greet() -> list[str]:
    """Load the demo school where it is wanted and missing; return how to sign in."""
    from programs.models import Institution

    empty = not Institution.objects.exists()
    if settings.DEMO and empty:
        call_command("load_demo")
    return []


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""What a local run needs before it starts: an up-to-date database, static files, a school."""

import hashlib
from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from mentorship.demo.cast import cast_members
from programs.queries.programs import is_empty_install
from programs.services.first_run import issue_first_run_code


class Command(BaseCommand):
    help = "Bring the database and the static files up to date, load the demo school, and say how to sign in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("greeting", type=Path, help="the file that will say how to sign in")

    def handle(self, *_args: Any, greeting: Path, **_options: Any) -> None:
        with ThreadPoolExecutor(max_workers=1) as beside:
            static_files = beside.submit(collect_static_files)
            call_command("migrate", interactive=False)
            empty = is_empty_install()
            if settings.DEMO and empty:
                call_command("load_demo")
            static_files.result()
        greeting.touch(mode=0o600)
        greeting.write_text(_demo_sign_ins() if settings.DEMO else _first_run() if empty else "")


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


def _demo_sign_ins() -> str:
    first_of_role = {member.role: member for member in reversed(cast_members())}
    roles = [Role(role) for role in Role.values if role in first_of_role]
    people = "".join(f"  {role.label:<22} {first_of_role[role].name}\n" for role in roles)
    page = reverse("demo:choose-person", urlconf="mentorship.demo.urls")
    return f"Sign in at {settings.SITE_URL}{page} as anyone of the demo school, for example:\n{people}"


def _first_run() -> str:
    code = issue_first_run_code(now=timezone.now())
    return f"The school is empty: begin at {settings.SITE_URL}{reverse('programs:first-run')} with the code {code}\n"

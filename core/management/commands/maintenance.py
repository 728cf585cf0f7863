"""`manage.py maintenance on` and `off`: close the site of this machine for a while, and open it again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from core.maintenance import switch_file


class Command(BaseCommand):
    """Needs no database: it is for the time in which there is none."""

    help = "Answer every page of this web server with a notice (on), or with the site again (off)."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("state", choices=["on", "off"])

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["state"] == "on":
            switch_file().parent.mkdir(parents=True, exist_ok=True)
            switch_file().touch()
            self.stdout.write("The site is closed: every page says it’ll be back soon.")
        else:
            switch_file().unlink(missing_ok=True)
            self.stdout.write("The site is open.")

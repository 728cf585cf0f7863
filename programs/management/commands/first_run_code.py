"""Print the one-time code with which an empty install is set up."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.errors import WrongState
from programs.services.first_run import issue_first_run_code


class Command(BaseCommand):
    help = "Print a new one-time code for /first-run/; earlier codes stop working."

    def handle(self, **_: Any) -> None:
        try:
            self.stdout.write(issue_first_run_code(now=timezone.now()))
        except WrongState as error:
            raise CommandError(error.message) from error

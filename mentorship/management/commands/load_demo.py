"""`manage.py load_demo`: fill an empty database with the demo school."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mentorship.demo.school.calendar import TORONTO
from mentorship.demo.school.load import SEED, is_loaded, load_school


class Command(BaseCommand):
    """Loads the demo school once; it never touches a school that is there."""

    help = "Fill an empty database with the demo school, its dates laid around today."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=SEED, help="seed of everything that is drawn")
        parser.add_argument("--today", type=date.fromisoformat, help="the day around which the year is laid")

    def handle(self, *_args: Any, **options: Any) -> None:
        if is_loaded():
            raise CommandError("The database is not empty. `make demo` resets the demo school.")
        today = options["today"] or timezone.now().astimezone(TORONTO).date()
        load_school(today=today, seed=options["seed"])
        self.stdout.write(self.style.SUCCESS("The demo school is loaded."))

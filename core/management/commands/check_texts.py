"""`manage.py check_texts`: whether every private text can be opened with the keys in use."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.decryption_check import remember_count, undecryptable_places


class Command(BaseCommand):
    """Reads and changes nothing; may run while the site is in use."""

    help = "Open every private text, print the place of each that cannot be opened, and fail when there is one."

    def handle(self, *_args: Any, **_options: Any) -> None:
        count = 0
        for place in undecryptable_places():
            count += 1
            self.stdout.write(f"No key opens {place}.")
        remember_count(count)
        if count:
            raise CommandError(f"{count} texts cannot be opened: put the key back with which they were written.")
        self.stdout.write(self.style.SUCCESS("Every text can be opened."))

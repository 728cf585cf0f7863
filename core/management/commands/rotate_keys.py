"""`manage.py rotate_keys`: rewrite encrypted text with the first of ENCRYPTION_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.key_rotation import rotate_keys


class Command(BaseCommand):
    """May run while the site is in use, and again after an interruption."""

    help = "Rewrite all encrypted text with the first of ENCRYPTION_KEYS, so that the others can be taken away."

    def handle(self, *_args: Any, **_options: Any) -> None:
        undecryptable: list[str] = []
        for column in rotate_keys():
            self.stdout.write(f"{column.column}: {column.rewritten} rewritten, {column.current} had the newest key")
            undecryptable += column.undecryptable
        if undecryptable:
            for place in undecryptable:
                self.stderr.write(f"No key opens {place}.")
            raise CommandError(f"{len(undecryptable)} texts cannot be opened. Keep the keys that you have.")
        self.stdout.write(self.style.SUCCESS("Every text opens with the first key. The others can be taken away."))

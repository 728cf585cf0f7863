"""`migrate`, which looks for changes as `makemigrations` does."""

from django.core.management.commands import migrate

from core.whole_tables import Autodetector


class Command(migrate.Command):
    autodetector = Autodetector

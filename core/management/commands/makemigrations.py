"""`makemigrations`, which creates tables whole."""

from django.core.management.commands import makemigrations

from core.whole_tables import Autodetector


class Command(makemigrations.Command):
    autodetector = Autodetector

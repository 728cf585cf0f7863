"""`manage.py grant_site_role NAME`: create or renew the database role with which the site connects."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from mentorship.site_role import grant_site_role


class Command(BaseCommand):
    """Run by the role that owns the tables, after every `migrate`. May be run again."""

    help = "Let the role NAME read and write rows and nothing more. Its password is in SITE_ROLE_PASSWORD."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")

    def handle(self, *_args: Any, **options: Any) -> None:
        password = os.environ.get("SITE_ROLE_PASSWORD", "")
        if connection.vendor != "postgresql":
            raise CommandError("Roles are a matter of PostgreSQL; SQLite has none.")
        if not password:
            raise CommandError("Set SITE_ROLE_PASSWORD to the password with which the site connects.")
        if options["name"] == connection.settings_dict["USER"]:
            raise CommandError("The site needs a role of its own, not the one that owns the tables.")
        grant_site_role(options["name"], password=password)
        self.stdout.write(f"{options['name']} may read and write rows, and nothing more.")

"""Import ranked lists that a school collected itself."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.errors import DomainError
from core.tables.command_line import content_of, line_of
from matching.imports.rankings import read_rankings
from matching.management.rounds import find_round
from matching.services.rankings import import_rankings


class Command(BaseCommand):
    help = "Import ranked lists from a CSV (UTF-8) or .xlsx file: mentee_email, mentor_email, rank; see docs/data.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--round", required=True, type=int, metavar="ID")
        parser.add_argument("--dry-run", action="store_true", help="check everything and save nothing")

    def handle(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        match_round, now = find_round(options["round"]), timezone.now()
        try:
            rankings, problems = read_rankings(content_of(file), match_round, now=now)
            if problems:
                for problem in problems:
                    self.stderr.write(line_of(problem))
                raise CommandError(f"{len(problems)} problems. Nothing was saved.")
            if dry_run:
                self.stdout.write(f"{len(rankings)} lists, all good. Nothing was saved.")
                return
            count = import_rankings(match_round, rankings, now=now)
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"Saved {count} lists for {match_round}.")

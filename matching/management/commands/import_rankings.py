"""Import ranked lists that a school collected itself."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.errors import DomainError
from core.tables.command_line import content_of, line_of, mapping_in
from matching.imports.columns import LISTS
from matching.imports.rankings import CheckedLists, read_rankings
from matching.management.rounds import find_round
from matching.services.rankings import import_rankings


class Command(BaseCommand):
    help = "Import ranked lists from a CSV file or a workbook, in whatever shape; see docs/import.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--round", required=True, type=int, metavar="ID")
        parser.add_argument("--mapping", type=Path, metavar="FILE", help="what the page saves, or the same in TOML")
        parser.add_argument("--only-good", action="store_true", help="import the good lists and name the others")
        parser.add_argument("--dry-run", action="store_true", help="check everything and save nothing")

    def handle(self, *, file: Path, mapping: Path | None, only_good: bool, dry_run: bool, **options: Any) -> None:
        match_round, now = find_round(options["round"]), timezone.now()
        try:
            checked = read_rankings(content_of(file), match_round, mapping=mapping_in(mapping, LISTS), now=now)
            self._name_problems(checked, only_good=only_good)
            if dry_run:
                self.stdout.write(f"{len(checked.rankings)} lists, all good. Nothing was saved.")
                return
            done = import_rankings(match_round, checked.rankings, now=now)
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"Saved {done.saved} lists for {match_round}.")
        if done.kept:
            self.stdout.write(f"{done.kept} were handed in on the site and stay as they are.")

    def _name_problems(self, checked: CheckedLists, *, only_good: bool) -> None:
        for problem in checked.problems:
            self.stderr.write(line_of(problem))
        for name in checked.names:
            if name.candidates:
                people = ", ".join(f"{person.name} <{person.email}>" for person in name.candidates)
                self.stderr.write(f"{name.word}: perhaps {people}")
        if checked.problems and not only_good:
            raise CommandError(f"{len(checked.problems)} problems. Nothing was saved.")

"""Import a roster of assessors or teachers."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.errors import DomainError
from core.tables.command_line import content_of, line_of, mapping_in, need_attention
from pairs.imports.roster_columns import LAYOUT
from pairs.imports.rosters import Kind, read_roster
from pairs.services.rosters import import_roster
from people.management.years import find_coordinator, find_program


class Command(BaseCommand):
    help = "Import who grades, manages or treats whom; see docs/import.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--program", required=True, metavar="SLUG")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="who coordinates the program and imports it")
        parser.add_argument("--mapping", type=Path, metavar="FILE", help="what the page saves, or the same in TOML")
        parser.add_argument("--skip-unknown", action="store_true", help="skip rows about people who are not here")
        parser.add_argument("--only-good", action="store_true", help="import the good rows and name the others")
        parser.add_argument("--dry-run", action="store_true", help="check everything and save nothing")

    def handle(self, *, file: Path, mapping: Path | None, only_good: bool, dry_run: bool, **options: Any) -> None:
        program = find_program(options["program"])
        by, skip = find_coordinator(options["by"], program), options["skip_unknown"]
        try:
            said = mapping_in(mapping, LAYOUT)
            roster = read_roster(content_of(file), program=program, leave_out_unknown=skip, mapping=said)
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        for row in roster.of(Kind.ATTENTION):
            for problem in row.problems:
                self.stderr.write(line_of(problem))
        counts = roster.counts
        waiting = counts[Kind.ATTENTION]
        if waiting and not only_good:
            raise CommandError(f"{need_attention(waiting)} Nothing was saved.")
        if dry_run:
            self.stdout.write(f"{', '.join(f'{n} {kind.value}' for kind, n in counts.items())}. Nothing was saved.")
            return
        new = import_roster(program, rows=roster.good, by=by, now=timezone.now())
        self.stdout.write(f"Added {new} conflicts; {len(roster.good) - new} were there already.")
        if counts[Kind.LEFT_OUT]:
            self.stdout.write(f"Skipped {counts[Kind.LEFT_OUT]} about people who are not here.")

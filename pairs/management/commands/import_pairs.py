"""Import pairs that were made elsewhere."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.errors import DomainError
from core.tables.command_line import content_of, line_of, mapping_in, need_attention
from pairs.imports.allocations import ALLOCATION, Allocation, Kind, read_allocation
from pairs.services.allocations import import_allocation
from people.management.years import find_coordinator, find_year


class Command(BaseCommand):
    help = "Pair the mentees and mentors of a list that was made elsewhere; see docs/import.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--program", required=True, metavar="SLUG")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="who coordinates the program and pairs them")
        parser.add_argument("--cycle", metavar="NAME", help="default: the newest year that is not closed")
        parser.add_argument("--mapping", type=Path, metavar="FILE", help="what the page saves, or the same in TOML")
        parser.add_argument("--only-good", action="store_true", help="make the good pairs and name the others")
        parser.add_argument("--dry-run", action="store_true", help="check everything and save nothing")

    def handle(
        self, *, file: Path, mapping: Path | None, only_good: bool, dry_run: bool, cycle: str | None, **options: Any
    ) -> None:
        year, now = find_year(options["program"], cycle), timezone.now()
        by = find_coordinator(options["by"], year.program)
        try:
            said = mapping_in(mapping, ALLOCATION)
            allocation = read_allocation(content_of(file), cycle=year, by=by, now=now, mapping=said)
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        self._name_what_waits(allocation)
        waiting = allocation.counts[Kind.ATTENTION]
        if waiting and not only_good:
            raise CommandError(f"{need_attention(waiting)} Nothing was saved.")
        if dry_run:
            counts = ", ".join(f"{n} {kind.value}" for kind, n in allocation.counts.items())
            self.stdout.write(f"{year}: {counts}. Nothing was saved.")
            return
        done = import_allocation(year, rows=allocation.ready, by=by, reason=f"From the file {file.name}.", now=now)
        for row, why in done.refused:
            self.stderr.write(f"row {row}: {why}")
        self.stdout.write(f"Made {done.made} pairs in {year}. Both people of each will get an email.")

    def _name_what_waits(self, allocation: Allocation) -> None:
        for row in allocation.of(Kind.ATTENTION):
            for problem in row.problems:
                self.stderr.write(line_of(problem))
        for name in allocation.names:
            if name.candidates:
                people = ", ".join(f"{person.name} <{person.email}>" for person in name.candidates)
                self.stderr.write(f"{name.word}: perhaps {people}")

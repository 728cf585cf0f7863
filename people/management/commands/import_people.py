"""Import people from a school's own list."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.tables.command_line import content_of, line_of, mapping_in, need_attention
from core.tables.errors import UnreadableFile
from people.imports.columns import layout_for
from people.imports.preview import Kind, Preview, preview
from people.imports.reading import read_people
from people.management.years import find_year
from people.services.import_people import import_people

# Who has more rows to look at has chosen the wrong file.
_NAMED = 500


class Command(BaseCommand):
    help = "Import mentees and mentors from a school's own list; see docs/import.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--program", required=True, metavar="SLUG")
        parser.add_argument("--cycle", metavar="NAME", help="default: the newest year that is not closed")
        parser.add_argument(
            "--mapping", type=Path, help="what the columns mean: a file saved from the page, or the same in TOML"
        )
        parser.add_argument("--only-good", action="store_true", help="import the good rows, and name the others")
        parser.add_argument("--dry-run", action="store_true", help="check everything and save nothing")

    def handle(
        self,
        *,
        file: Path,
        program: str,
        cycle: str | None,
        mapping: Path | None,
        only_good: bool,
        dry_run: bool,
        **_: Any,
    ) -> None:
        year, now = find_year(program, cycle), timezone.now()
        try:
            said = mapping_in(mapping, layout_for(year.program))
            checked = read_people(content_of(file), cycle=year, mapping=said)
        except UnreadableFile as error:
            raise CommandError(error.message) from error
        settled = frozenset(said.words.get("email", {}).values()) if said else frozenset()
        ahead = preview(year, checked, settled=settled, now=now)
        waiting = self._name_what_waits(ahead)
        if waiting and not only_good:
            raise CommandError(f"{need_attention(waiting)} Nothing was saved.")
        for row, earlier in checked.merged:
            self.stdout.write(f"Row {row} says the same as row {earlier} and counts once.")
        if ahead.opted_out:
            self.stdout.write(f"{len(ahead.opted_out)} mentors asked not to be invited again; they are left out.")
        if dry_run:
            counts = ", ".join(f"{n} {kind.value}" for kind, n in ahead.counts.items())
            self.stdout.write(f"{year}: {counts}. Nothing was saved.")
            return
        result = import_people(year, rows=ahead.ready, now=now, progress=self._report)
        places = f"{result.new_mentees} mentees and {result.new_mentors} mentors"
        self.stdout.write(
            f"Created {result.new_people} people, {f'{result.new_mentees} peers' if year.program.is_peer else places}; "
            f"{result.known_people} people were known."
        )

    def _name_what_waits(self, ahead: Preview) -> int:
        """Name what needs attention; return how many rows do."""
        waiting = ahead.of(Kind.ATTENTION)
        for entry in waiting[:_NAMED]:
            for problem in entry.problems:
                self.stderr.write(line_of(problem))
            if entry.known_as:
                self.stderr.write(f"row {entry.row}: {entry.name} is known as {', '.join(entry.known_as)}")
        return len(waiting)

    def _report(self, step: int, steps: int) -> None:
        self.stderr.write(f"Step {step} of {steps} is done.")

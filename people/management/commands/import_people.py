"""Import people from a school's own list."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.tables.columns import Layout
from core.tables.command_line import content_of, line_of
from core.tables.errors import UnreadableFile
from core.tables.mapping import Mapping, from_text
from people.imports.columns import layout_for
from people.imports.preview import Kind, Preview, preview
from people.imports.reading import read_people
from people.services.import_people import import_people
from programs.models import Cycle, Program
from programs.queries.programs import intake_cycle

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
        year, now = _cycle(program, cycle), timezone.now()
        try:
            said = _mapping(mapping, layout_for(year.program))
            checked = read_people(content_of(file), cycle=year, mapping=said)
        except UnreadableFile as error:
            raise CommandError(error.message) from error
        settled = frozenset(said.words.get("email", {}).values()) if said else frozenset()
        ahead = preview(year, checked, settled=settled, now=now)
        waiting = self._name_what_waits(ahead)
        if waiting and not only_good:
            rows = "row needs" if waiting == 1 else "rows need"
            raise CommandError(f"{waiting} {rows} attention. Nothing was saved.")
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


def _mapping(file: Path | None, layout: Layout) -> Mapping | None:
    if file is None:
        return None
    try:
        return from_text(content_of(file).decode(), layout)
    except UnicodeDecodeError as error:
        raise CommandError(f"{file} isn’t in UTF-8.") from error


def _cycle(slug: str, name: str | None) -> Cycle:
    program = Program.objects.filter(slug=slug).first()
    if program is None:
        known = ", ".join(Program.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no program {slug!r}. Programs: {known}.")
    if name is None:
        cycle = intake_cycle(program)
    else:
        cycle = program.cycles.filter(name=name).select_related("program__institution").first()
    if cycle is None:
        names = ", ".join(program.cycles.values_list("name", flat=True)) or "none yet"
        raise CommandError(f"{program.name} has no such year that is open. Years: {names}.")
    return cycle

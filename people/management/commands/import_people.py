"""Import people from a school's own list."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.tables.command_line import content_of, line_of
from core.tables.errors import UnreadableFile
from people.imports.forecast import forecast
from people.imports.reading import read_people
from people.services.import_people import import_people
from programs.models import Cycle, Program
from programs.queries.programs import intake_cycle


class Command(BaseCommand):
    help = "Import mentees and mentors from a CSV (UTF-8) or .xlsx file; see docs/import.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--program", required=True, metavar="SLUG")
        parser.add_argument("--cycle", metavar="NAME", help="default: the newest year that is not closed")
        parser.add_argument("--dry-run", action="store_true", help="check everything and save nothing")

    def handle(self, *, file: Path, program: str, cycle: str | None, dry_run: bool, **_: Any) -> None:
        year = _cycle(program, cycle)
        try:
            rows, problems = read_people(content_of(file), cycle=year)
        except UnreadableFile as error:
            raise CommandError(error.message) from error
        if problems:
            for problem in problems:
                self.stderr.write(line_of(problem))
            raise CommandError(f"{len(problems)} problems. Nothing was saved.")
        ahead = forecast(year, rows)
        self.stdout.write(f"{year}: {ahead.rows} rows, all good.")
        if ahead.opted_out:
            self.stdout.write(f"{len(ahead.opted_out)} mentors asked not to be invited again; they are left out.")
        if dry_run:
            self.stdout.write(
                f"Would create {ahead.new_people} people, {ahead.new_mentees} mentees and {ahead.new_mentors} mentors; "
                f"{ahead.known_people} people are known. Nothing was saved."
            )
            return
        result = import_people(year, rows=rows, now=timezone.now(), progress=self._report)
        self.stdout.write(
            f"Created {result.new_people} people, {result.new_mentees} mentees and {result.new_mentors} mentors; "
            f"{result.known_people} people were known."
        )

    def _report(self, step: int, steps: int) -> None:
        self.stderr.write(f"Step {step} of {steps} is done.")


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

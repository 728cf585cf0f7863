"""What the commands that import a school's lists share: the program, its year, and who brings the list in."""

from django.core.management.base import CommandError

from accounts.models import User
from programs.models import Cycle, Program
from programs.policies import can_coordinate
from programs.queries.programs import intake_cycle


def find_program(slug: str) -> Program:
    """The program, or one clear line that names those there are."""
    program = Program.objects.select_related("institution").filter(slug=slug).first()
    if program is None:
        known = ", ".join(Program.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no program {slug!r}. Programs: {known}.")
    return program


def find_year(slug: str, name: str | None) -> Cycle:
    """The year of this name, or without one the newest that is not closed; else one clear line."""
    program = find_program(slug)
    if name is None:
        cycle = intake_cycle(program)
    else:
        cycle = program.cycles.filter(name=name).select_related("program__institution").first()
    if cycle is None:
        names = ", ".join(program.cycles.values_list("name", flat=True)) or "none yet"
        raise CommandError(f"{program.name} has no such year that is open. Years: {names}.")
    return cycle


def find_coordinator(email: str, program: Program) -> User:
    """Who coordinates the program and brings the list in, by address; else one clear line."""
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None or not can_coordinate(user, program):
        raise CommandError(f"{email} doesn’t coordinate {program.name}. Name somebody who does with --by.")
    return user

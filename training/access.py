"""Modules by address for a person: what is invisible is not found, what is visible but not theirs is refused."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import User
from programs.access import get_administered_program_for, get_program_for
from programs.models import Program
from training.models import Step
from training.policies import audiences_for
from training.queries.modules import WrittenModule, published_versions, step_of, written_module
from training.queries.taking import OwnModule, own_modules


def get_training_for(user: User, slug: str) -> Program:
    """Return the program for those who take or took part in it, and those who run it."""
    program = get_program_for(user, slug)
    if not audiences_for(user, program):
        raise PermissionDenied
    return program


def get_own_modules_for(user: User, program: Program, *, now: datetime) -> list[OwnModule]:
    """Return the modules in force that `user` may read, with where `user` stands."""
    versions = published_versions(program, audiences_for(user, program))
    return own_modules(user, versions, day=program.institution.local_day(now))


def get_own_module_for(user: User, program: Program, module_slug: str, *, now: datetime) -> OwnModule:
    """Return one of them. Raises Http404 where there is none of this address for `user`."""
    return one_of(get_own_modules_for(user, program, now=now), module_slug)


def one_of(modules: Iterable[OwnModule], module_slug: str) -> OwnModule:
    """Return the one with this address. Raises Http404 where there is none."""
    if own := next((own for own in modules if own.version.module.slug == module_slug), None):
        return own
    raise Http404


def get_written_module_for(user: User, slug: str, module_slug: str) -> tuple[Program, WrittenModule]:
    """Return a module with its versions for the administrators of its program."""
    program = get_administered_program_for(user, slug)
    if written := written_module(program, module_slug):
        return program, written
    raise Http404


def get_written_step_for(
    user: User, slug: str, module_slug: str, pk: int
) -> tuple[Program, WrittenModule, Step | None]:
    """Return a step of any version of a module for the administrators of its program; None once it was deleted."""
    program, written = get_written_module_for(user, slug, module_slug)
    return program, written, step_of(written.module, pk)

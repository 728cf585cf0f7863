"""Reads of modules and their versions."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from core.among import Among
from core.prepared import prepared
from programs.models import Program
from training.models import ModuleVersion, Step, TrainingModule
from training.queries.readiness import required_versions

_State = ModuleVersion.State


def published_versions(program: Program, audiences: Collection[str]) -> QuerySet[ModuleVersion]:
    """Return the modules in force that are written for one of `audiences`, in their order."""
    rows = ModuleVersion.objects.filter(module__program=program, state=_State.PUBLISHED, audience__in=audiences)
    rows = rows.select_related("module__program__institution")
    return rows.order_by("module__position", "module__pk")


def required_of(programs: Iterable[int]) -> list[ModuleVersion]:
    """Return the modules in force that are part of being ready to mentor, of programs by key, in their order."""
    return _required(list(programs))


@prepared
def _required(programs: list[int]) -> QuerySet[ModuleVersion]:
    rows = required_versions().filter(Among("module__program", programs)).select_related("module")
    return rows.order_by("module__position", "module__pk")


@dataclass(frozen=True, slots=True)
class WrittenModule:
    """A module as those see it who write it: its latest version, what is in force, and the draft."""

    module: TrainingModule
    latest: ModuleVersion
    published: ModuleVersion | None
    draft: ModuleVersion | None


def written_modules(program: Program) -> list[WrittenModule]:
    """Return all modules of the program in their order, in two queries."""
    modules = program.training_modules.prefetch_related("versions__published_by")
    return [_written(module) for module in modules]


def written_module(program: Program, slug: str) -> WrittenModule | None:
    """Return one of `written_modules`."""
    module = program.training_modules.filter(slug=slug).prefetch_related("versions__published_by").first()
    return _written(module) if module else None


def _written(module: TrainingModule) -> WrittenModule:
    versions = list(module.versions.all())
    by_state = {version.state: version for version in reversed(versions)}
    return WrittenModule(module, versions[0], by_state.get(_State.PUBLISHED), by_state.get(_State.DRAFT))


def step_of(module: TrainingModule, pk: int) -> Step | None:
    """Return a step of any version of the module with its version, or None."""
    return Step.objects.filter(pk=pk, version__module=module).select_related("version__module", "edited_by").first()

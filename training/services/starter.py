"""The modules that come with the software, in `training/starter/`: a beginning that every school reads and changes."""

import tomllib
from collections.abc import Iterator, Sequence, Set
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from programs.models import Program
from training.models import Choice, ModuleVersion, Step, TrainingModule
from training.services.modules import module_slug

_FOLDER = Path(settings.BASE_DIR) / "training" / "starter"


@cache
def starter_texts() -> tuple[dict[str, Any], ...]:
    """Return the modules as they are written, in their order."""
    files = sorted(_FOLDER.glob("*.toml"))
    return tuple(tomllib.loads(path.read_text(encoding="utf-8")) for path in files)


def missing_texts(program: Program, known: Set[str]) -> list[dict[str, Any]]:
    """Return those that fit the program and whose title is not one of `known`, the titles that it has."""
    texts = [text for text in starter_texts() if text["title"] not in known]
    if program.is_peer:
        return [{**text, "audience": "both"} for text in texts if text["audience"] == "mentees"]
    return texts


@transaction.atomic
def add_starter_set(program: Program) -> list[ModuleVersion]:
    """Add those modules to the program's training as drafts, without those whose title it has already.

    Peers have no mentors, so they get what is written for mentees, for everybody.
    """
    Program.objects.select_for_update().get(pk=program.pk)
    known = ModuleVersion.objects.filter(module__program=program).values_list("title", flat=True)
    return add_modules(program, missing_texts(program, set(known)))


@transaction.atomic
def add_modules(program: Program, texts: Sequence[dict[str, Any]]) -> list[ModuleVersion]:
    """Add modules as drafts behind those that the program has; each text has the details and the steps of one."""
    Program.objects.select_for_update().get(pk=program.pk)
    modules = TrainingModule.objects.bulk_create(_modules(program, texts))
    drafts = ModuleVersion.objects.bulk_create(
        ModuleVersion(module=module, number=1, **{name: text[name] for name in ModuleVersion.DETAILS})
        for module, text in zip(modules, texts, strict=True)
    )
    Step.objects.bulk_create(
        _step(draft, position, step)
        for draft, text in zip(drafts, texts, strict=True)
        for position, step in enumerate(text["steps"], 1)
    )
    return drafts


def _modules(program: Program, texts: Sequence[dict[str, Any]]) -> Iterator[TrainingModule]:
    known = list(program.training_modules.values_list("slug", "position"))
    taken = {slug for slug, _position in known}
    last = max((position for _slug, position in known), default=0)
    for position, text in enumerate(texts, last + 1):
        slug = module_slug(text["title"], taken)
        taken.add(slug)
        yield TrainingModule(program=program, slug=slug, position=position)


def _step(draft: ModuleVersion, position: int, text: dict[str, Any]) -> Step:
    choices = [Choice(each["text"], each["reason"], each.get("fits", False)) for each in text.get("choices", [])]
    return Step(
        version=draft,
        position=position,
        kind=text["kind"],
        title=text["title"],
        body=text["body"].strip(),
        choices=[choice.as_json() for choice in choices],
    )

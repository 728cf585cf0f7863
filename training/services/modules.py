"""Writes to modules: drafting, publishing, taking out of use."""

from collections.abc import Set
from datetime import datetime
from typing import TypedDict

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from core.revisions import refuse_stale, stored_fields
from core.slugs import free_slug
from core.versions.drafts import begin_draft, discard_draft, locked_draft, publish, withdraw
from core.versions.errors import NothingToPublish
from core.versions.models import VersionState
from programs.models import Program
from training.models import ModuleVersion, TrainingModule

# Words that stand in addresses beside the modules.
_RESERVED = frozenset({"edit", "new", "starter"})


class Details(TypedDict):
    """What a version says of itself, as `ModuleVersion.DETAILS` names it."""

    title: str
    summary: str
    audience: str
    minutes: int
    required: bool
    renew_after_years: int


@transaction.atomic
def create_module(program: Program, *, details: Details) -> ModuleVersion:
    """Add a module to the program's training, behind the others. Returns its first draft."""
    Program.objects.select_for_update().get(pk=program.pk)
    modules = program.training_modules
    last = modules.aggregate(last=Max("position"))["last"] or 0
    slug = module_slug(details["title"], set(modules.values_list("slug", flat=True)))
    module = modules.create(slug=slug, position=last + 1)
    return module.versions.create(number=1, **details)


@transaction.atomic
def move_module(module: TrainingModule, *, up: bool) -> None:
    """Put a module one place up or down among those of its program; at the edge nothing happens."""
    Program.objects.select_for_update().get(pk=module.program_id)
    rows = list(TrainingModule.objects.filter(program=module.program_id))
    at = next((place for place, row in enumerate(rows) if row.pk == module.pk), None)
    other = None if at is None else at - 1 if up else at + 1
    if at is None or other is None or not 0 <= other < len(rows):
        return
    rows[at], rows[other] = rows[other], rows[at]
    for position, row in enumerate(rows, 1):
        row.position = position
    TrainingModule.objects.bulk_update(rows, ["position"])


def module_slug(title: str, taken: Set[str]) -> str:
    """Return the address of a module of this title, which no other of the program has."""
    return free_slug(title, taken | _RESERVED, other="module")


def start_draft(module: TrainingModule) -> ModuleVersion:
    """Return the module's draft; where there is none, a new one with the steps of its latest version."""
    return begin_draft(ModuleVersion, module)


@transaction.atomic
def edit_details(module: TrainingModule, *, details: Details, began_from: str = "") -> ModuleVersion:
    """Save what a draft says of itself. Where it was published or discarded meanwhile, a new draft takes it.

    `began_from` is the revision that the form carried.

    Raises:
        EditedMeanwhile: somebody has saved something else since the form was opened.
    """
    draft = locked_draft(start_draft(module))
    refuse_stale(began_from, stored=stored_fields(draft, ModuleVersion.DETAILS), wanted=details)
    for name in ModuleVersion.DETAILS:
        setattr(draft, name, details[name])  # type: ignore[literal-required]
    draft.save(update_fields=ModuleVersion.DETAILS)
    return draft


@transaction.atomic
def discard_module_draft(version: ModuleVersion, *, began_from: str = "") -> bool:
    """Delete a draft with its steps; a module that was never published goes with it. Returns whether it did.

    `began_from` is the revision of all that the page showed.

    Raises:
        NotInADraft: the version is published, or was discarded before.
        EditedMeanwhile: somebody has worked on it since.
    """
    discard_draft(version, began_from=began_from)
    if ModuleVersion.objects.filter(module=version.module_id).exists():
        return False
    TrainingModule.objects.filter(pk=version.module_id).delete()
    return True


@transaction.atomic
def publish_module(
    version: ModuleVersion, *, by: User, change_note: str, ask_again: bool, now: datetime, began_from: str = ""
) -> ModuleVersion:
    """Put a draft in force; who is half way through the version before may finish it.

    The arguments are those of `core.versions.drafts.publish`.

    Raises:
        NotInADraft: the version is published already, or was discarded.
        EditedMeanwhile: somebody has worked on it since.
        NothingToPublish: there is no step, or no change note from the second version on.
    """
    published = publish(
        version,
        by=by,
        change_note=change_note,
        ask_again=ask_again,
        now=now,
        began_from=began_from,
        check=_refuse_empty,
    )
    if ask_again:
        TrainingModule.objects.filter(pk=published.module_id).update(counts_from=published.number)
        published.module.counts_from = published.number
    return published


def _refuse_empty(draft: ModuleVersion) -> None:
    if not draft.steps.exists():
        raise NothingToPublish(_("Write at least one step before you publish."))


def withdraw_module(version: ModuleVersion) -> None:
    """Take the published version out of use: nobody is asked for the module any more. Completions of it stay.

    Raises:
        WrongState: the version is not in force.
    """
    message = _("Only the published version can be withdrawn.")
    withdraw(version, state=VersionState.PUBLISHED, message=message)

"""Writes to modules: drafting, publishing, taking out of use."""

from collections.abc import Set
from datetime import datetime
from typing import TypedDict

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale, stored_fields
from programs.models import Program
from training.errors import DraftGone, ModuleIsPublished, NothingToPublish
from training.models import ModuleVersion, Step, TrainingModule

_State = ModuleVersion.State
_SLUG_LENGTH = 72
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
    slug = free_slug(details["title"], set(modules.values_list("slug", flat=True)))
    module = modules.create(slug=slug, position=last + 1)
    return module.versions.create(number=1, **details)


def free_slug(title: str, taken: Set[str]) -> str:
    """Return the address of a module of this title, which no other of the program has."""
    base = slugify(title)[:_SLUG_LENGTH] or "module"
    taken = taken | _RESERVED
    if base not in taken:
        return base
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{base}-{n}") not in taken)


@transaction.atomic
def start_draft(module: TrainingModule) -> ModuleVersion:
    """Return the module's draft; where there is none, a new one with the steps of its latest version."""
    TrainingModule.objects.select_for_update().get(pk=module.pk)
    draft = module.versions.filter(state=_State.DRAFT).first()
    if draft:
        return draft
    source = module.versions.order_by("-number")[0]
    details = {name: getattr(source, name) for name in ModuleVersion.DETAILS}
    draft = module.versions.create(number=source.number + 1, **details)
    kept = source.steps.values("position", *Step.TEXT)
    Step.objects.bulk_create(Step(version=draft, **fields) for fields in kept)
    return draft


def locked_draft(pk: int) -> ModuleVersion:
    """Return the draft under a row lock, inside the caller's transaction.

    Raises:
        ModuleIsPublished: the version is published.
        DraftGone: the draft was discarded.
    """
    rows = ModuleVersion.objects.select_for_update(of=("self",)).select_related("module")
    version = rows.filter(pk=pk).first()
    if version is None:
        raise DraftGone(_("This draft was discarded. Start a new draft to change the module."))
    if not version.is_draft:
        message = _("Version %(n)d is published and can no longer be changed. Start a new draft to change the module.")
        raise ModuleIsPublished(message % {"n": version.number})
    return version


@transaction.atomic
def edit_details(module: TrainingModule, *, details: Details, began_from: str = "") -> ModuleVersion:
    """Save what a draft says of itself. Where it was published or discarded meanwhile, a new draft takes it.

    `began_from` is the revision that the form carried.

    Raises:
        EditedMeanwhile: somebody has saved something else since the form was opened.
    """
    draft = locked_draft(start_draft(module).pk)
    refuse_stale(began_from, stored=stored_fields(draft, ModuleVersion.DETAILS), wanted=details)
    for name in ModuleVersion.DETAILS:
        setattr(draft, name, details[name])  # type: ignore[literal-required]
    draft.save(update_fields=ModuleVersion.DETAILS)
    return draft


@transaction.atomic
def discard_draft(version: ModuleVersion, *, began_from: str = "") -> bool:
    """Delete a draft with its steps; a module that was never published goes with it. Returns whether it did.

    `began_from` is the revision of all that the page showed.

    Raises:
        ModuleIsPublished: the version is published.
        DraftGone: it was discarded before.
        EditedMeanwhile: somebody has worked on it since.
    """
    draft = locked_draft(version.pk)
    message = _("The draft was changed after you opened this page. Look at it before you discard it.")
    refuse_stale(began_from, stored=draft.whole(), message=message)
    module = draft.module
    draft.delete()
    if module.versions.exists():
        return False
    module.delete()
    return True


@transaction.atomic
def publish_module(
    version: ModuleVersion, *, by: User, change_note: str, take_again: bool, now: datetime, began_from: str = ""
) -> ModuleVersion:
    """Put a draft in force; the version before is superseded. Who is half way through it may finish it.

    Args:
        version: the draft.
        by: the administrator who publishes.
        change_note: what changed, in a sentence or two; may be empty for the first version.
        take_again: whether what people completed before does not count any more.
        now: the instant of publication.
        began_from: the revision of all that the page showed.

    Raises:
        ModuleIsPublished: the version is published already.
        DraftGone: the draft was discarded.
        EditedMeanwhile: somebody has worked on it since.
        NothingToPublish: there is no step, or no change note from the second version on.
    """
    module = TrainingModule.objects.select_for_update().get(pk=version.module_id)
    draft = locked_draft(version.pk)
    message = _("The draft was changed after you opened this page. Read it once more, then publish it.")
    refuse_stale(began_from, stored=draft.whole(), message=message)
    _refuse_unfinished(draft, change_note)
    module.versions.filter(state=_State.PUBLISHED).update(state=_State.SUPERSEDED)
    draft.change_note, draft.take_again = change_note, take_again
    draft.sha256, draft.state = draft.text_digest(), _State.PUBLISHED
    draft.published_at, draft.published_by = now, by
    draft.save()
    if take_again:
        module.counts_from = draft.number
        module.save(update_fields=["counts_from"])
    return draft


def _refuse_unfinished(draft: ModuleVersion, change_note: str) -> None:
    if not draft.steps.exists():
        raise NothingToPublish(_("Write at least one step before you publish."))
    if not change_note.strip() and draft.module.versions.exclude(state=_State.DRAFT).exists():
        raise NothingToPublish(_("Say in a sentence or two what changed."), field="change_note")


@transaction.atomic
def withdraw_module(version: ModuleVersion) -> None:
    """Take the published version out of use: nobody is asked for the module any more. Completions of it stay.

    Raises:
        WrongState: the version is not in force.
    """
    withdrawn = ModuleVersion.objects.filter(pk=version.pk, state=_State.PUBLISHED).update(state=_State.WITHDRAWN)
    if not withdrawn:
        raise WrongState(_("Only the published version can be withdrawn."))

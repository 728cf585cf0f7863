"""Writes to the steps of a draft."""

from collections.abc import Sequence
from typing import Any, Literal

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from core.revisions import refuse_stale, stored_fields
from training.errors import DraftGone
from training.models import Choice, Step, TrainingModule
from training.services.modules import locked_draft, start_draft

# A position that no step has, to swap two under a unique constraint.
_ASIDE = 32_000


@transaction.atomic
def add_step(module: TrainingModule, *, kind: str, title: str, body: str, choices: Sequence[Choice] = ()) -> Step:
    """Add a step at the end of the module's draft, which is begun where there is none."""
    draft = locked_draft(start_draft(module).pk)
    last = draft.steps.aggregate(last=Max("position"))["last"] or 0
    stored = [choice.as_json() for choice in choices]
    return draft.steps.create(position=last + 1, kind=kind, title=title, body=body, choices=stored)


@transaction.atomic
def edit_step(step: Step, *, title: str, body: str, choices: Sequence[Choice] = (), began_from: str = "") -> Step:
    """Save a step of a draft. Its kind stays. `began_from` is the revision that the form carried.

    Raises:
        ModuleIsPublished: the version is published.
        DraftGone: the step or its draft was deleted.
        EditedMeanwhile: somebody has saved another text since the form was opened.
    """
    step = _in_draft(step)
    wanted = step_values(title, body, choices)
    refuse_stale(began_from, stored=step_values(step.title, step.body, step.choice_list), wanted=wanted)
    step.title, step.body, step.choices = title, body, [choice.as_json() for choice in choices]
    step.save(update_fields=["title", "body", "choices"])
    return step


def step_values(title: str, body: str, choices: Sequence[Choice]) -> dict[str, Any]:
    """Return what a step says under the names that its form has: a field for each part of each choice."""
    values: dict[str, Any] = {"title": title, "body": body}
    for place, choice in enumerate(choices, 1):
        values |= {f"text_{place}": choice.text, f"reason_{place}": choice.reason, f"fits_{place}": choice.fits}
    return values


def _in_draft(step: Step) -> Step:
    """Return the step as it stands now, under the lock of its draft."""
    draft = locked_draft(step.version_id)
    found = draft.steps.filter(pk=step.pk).first()
    if found is None:
        raise DraftGone(_("“%(title)s” was deleted from the draft.") % {"title": step.title})
    return found


@transaction.atomic
def move_step(step: Step, *, direction: Literal["up", "down"]) -> None:
    """Swap a step with its neighbour; at the edge nothing happens.

    Raises:
        ModuleIsPublished: the version is published.
        DraftGone: the step or its draft was deleted.
    """
    step = _in_draft(step)
    steps = Step.objects.filter(version=step.version_id)
    if direction == "up":
        other = steps.filter(position__lt=step.position).order_by("-position").first()
    else:
        other = steps.filter(position__gt=step.position).order_by("position").first()
    if other is None:
        return
    for pk, position in ((step.pk, _ASIDE), (other.pk, step.position), (step.pk, other.position)):
        steps.filter(pk=pk).update(position=position)


@transaction.atomic
def delete_step(step: Step, *, began_from: str = "") -> None:
    """Delete a step of a draft and close the gap; `began_from` is the revision that the page showed.

    Raises:
        ModuleIsPublished: the version is published.
        DraftGone: it was deleted before.
        EditedMeanwhile: somebody has saved another text since.
    """
    step = _in_draft(step)
    message = _("“%(title)s” was changed after you opened this page. Read it before you delete it.")
    refuse_stale(began_from, stored=stored_fields(step, Step.TEXT), message=message % {"title": step.title})
    version, position = step.version_id, step.position
    step.delete()
    for later in Step.objects.filter(version=version, position__gt=position).order_by("position"):
        Step.objects.filter(pk=later.pk).update(position=F("position") - 1)

"""Writes to the steps of a draft."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.versions.parts import add_part, save_part
from training.models import Choice, Step, TrainingModule
from training.services.modules import start_draft


@transaction.atomic
def add_step(
    module: TrainingModule,
    *,
    kind: str,
    title: str,
    body: str,
    choices: Sequence[Choice] = (),
    by: User | None = None,
    now: datetime | None = None,
) -> Step:
    """Add a step at the end of the module's draft, which is begun where there is none.

    `by` and `now` tell who writes it and when, for those who write with them.
    """
    fields = {"kind": kind, "title": title, "body": body, "choices": [choice.as_json() for choice in choices]}
    step: Step = add_part(start_draft(module), fields=lambda _draft: fields, by=by, now=now)
    return step


def edit_step(
    step: Step,
    *,
    title: str,
    body: str,
    choices: Sequence[Choice] = (),
    began_from: str = "",
    by: User | None = None,
    now: datetime | None = None,
) -> Step:
    """Save a step of a draft. Its kind stays.

    `began_from` is the revision that the form carried; `by` and `now` tell who writes and when.

    Raises:
        NotInADraft: the version is published, or the step or its draft was deleted.
        EditedMeanwhile: somebody has saved another text since the form was opened.
    """
    fields = {"title": title, "body": body, "choices": [choice.as_json() for choice in choices]}
    return save_part(step, fields=fields, began_from=began_from, by=by, now=now)

"""Modules as the tests of training know them."""

from datetime import datetime
from typing import Any

from accounts.models import User
from programs.models import Program
from training.models import Choice, ModuleVersion, Step, StepRecord, Training
from training.services import modules, steps, taking

CHOICES = (
    Choice("Hurry on.", "Nobody is heard in a hurry."),
    Choice("Ask again.", "Asking shows that you listened.", fits=True),
)
# What a valid form of a step with choices posts.
TYPED = {
    "title": "Two minutes left",
    "body": "What now?",
    "text_1": "Hurry on.",
    "reason_1": "Nobody is heard in a hurry.",
    "text_2": "Ask again.",
    "reason_2": "Asking shows that you listened.",
    "fits_2": "on",
}


def write_module(program: Program, *, title: str = "First meeting", **details: Any) -> ModuleVersion:
    """Return a draft with one step of each kind."""
    given: dict[str, Any] = {
        "title": title,
        "summary": "Begin well.",
        "audience": "mentors",
        "minutes": 8,
        "required": True,
        "renew_after_years": 2,
    }
    draft = modules.create_module(program, details={**given, **details})  # type: ignore[typeddict-item]
    for kind in Step.Kind.values:
        choices = CHOICES if kind in Step.ANSWERED else ()
        steps.add_step(draft.module, kind=kind, title=f"A {kind}", body="Some *words*.", choices=choices)
    return draft


def publish_module(draft: ModuleVersion, *, by: User, now: datetime, **given: Any) -> ModuleVersion:
    """Return the draft in force."""
    return modules.publish_module(draft, by=by, now=now, **{"change_note": "", "ask_again": False, **given})


def next_version(version: ModuleVersion, *, by: User, now: datetime, **given: Any) -> ModuleVersion:
    """Return a second version in force, with another title of its first step."""
    draft = modules.start_draft(version.module)
    steps.edit_step(draft.steps.get(position=1), title="Another reading", body="Other words.")
    return publish_module(draft, by=by, now=now, change_note="Other words.", **given)


def answer(training: Training, position: int, *, now: datetime, **given: Any) -> StepRecord:
    """Record a step of the training; a choice that fits where there is one to make."""
    step = training.version.steps.get(position=position)
    if step.has_choices:
        given.setdefault("choice", 1)
    return taking.answer_step(training, step=step, by=training.user, now=now, **given)


def complete(version: ModuleVersion, *, user: User, now: datetime) -> Training:
    """Return the module completed by `user`."""
    training = taking.begin_module(version, by=user, now=now)
    for step in version.steps.all():
        answer(training, step.position, now=now)
    training.refresh_from_db()
    return training

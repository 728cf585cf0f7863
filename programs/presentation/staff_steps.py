"""The kinds of steps that can be taken about people of a program. The app that takes one registers its kind."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import ngettext

from accounts.models import User
from programs.models import StaffStep
from programs.policies import can_configure

# Puts things back inside the transaction of `undo_step`, by whom it is undone; raises a DomainError when something was
# built on the step.
Undo = Callable[[StaffStep, User, datetime], None]
Allowed = Callable[[User, StaffStep], bool]


def _people(number: int) -> str:
    return ngettext("%(n)s person", "%(n)s people", number) % {"n": number}


def runs_the_program(user: User, step: StaffStep) -> bool:
    """Whether `user` coordinates or administers the program of the step."""
    return can_configure(user, step.program)


@dataclass(frozen=True, slots=True)
class StepKind:
    """What a step of one kind is called, where its page is, and how it is undone.

    Attributes:
        name: as stored.
        label: what happened, in the past tense: “Pair paused”.
        url: from a step to the page on which it was taken.
        undo: puts things back; None for what cannot be undone, or has a step of its own that does.
        undone: what is said afterwards, and who is told.
        final: why it cannot be undone, where that is not plain.
        counted: from a number to that many of those whom it is about, where they are not named.
        allowed: who reads the reason and may undo.
        opened_by: who may open the page.
    """

    name: str
    label: Any
    url: Callable[[StaffStep], str]
    undo: Undo | None = None
    undone: Any = ""
    final: Any = ""
    counted: Callable[[int], str] = _people
    allowed: Allowed = runs_the_program
    opened_by: Allowed = runs_the_program


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step as its reader meets it.

    Attributes:
        about: who it is about, or how many.
        url: the page on which it was taken, or nothing.
        tells_why: whether the reason is for the reader.
        can_undo: whether the reader may undo it now, as long as nothing was built on it.
        final: why it cannot be undone.
    """

    step: StaffStep
    label: str
    about: str
    url: str
    tells_why: bool
    can_undo: bool
    final: str


_KINDS: dict[str, StepKind] = {}


def register_step(kind: StepKind) -> None:
    """Make a kind known; registering it again replaces it."""
    _KINDS[kind.name] = kind


def step_kind(name: str) -> StepKind:
    """Return the kind of this name.

    Raises:
        LookupError: no app registered it.
    """
    return _KINDS[name]


def step_kinds() -> list[StepKind]:
    """Return all kinds, in the order in which they were registered."""
    return list(_KINDS.values())


def show_steps(steps: Iterable[StaffStep], reader: User, *, now: datetime) -> list[ShownStep]:
    """Return steps that `reader` may see, in words; no query where program and people are loaded."""
    return [_shown(step, step_kind(step.kind), reader, now) for step in steps]


def _shown(step: StaffStep, kind: StepKind, reader: User, now: datetime) -> ShownStep:
    allowed = kind.allowed(reader, step)
    return ShownStep(
        step=step,
        label=str(kind.label),
        about=kind.counted(step.number) if step.number else step.names,
        url=kind.url(step) if kind.opened_by(reader, step) else "",
        tells_why=allowed,
        can_undo=allowed and kind.undo is not None and step.can_still_be_undone(now),
        final=str(kind.final),
    )

"""A step of setting up a program: what it says, when it is needed, and how it knows how far it is."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise

from programs.models import Cycle, Program
from programs.presentation.literature import Source
from programs.queries.setup import SetupFacts

Text = str | Promise


class Need(Enum):
    """When a step is needed."""

    REQUIRED = "required"
    RECOMMENDED = "recommended"
    LATER = "later"


class Progress(Enum):
    """How far a step is."""

    DONE = "done"
    STARTED = "started"
    TO_DO = "to_do"


@dataclass(frozen=True, slots=True)
class SetupStep:
    """A step.

    Attributes:
        key: its name in addresses and in `SettledStep`.
        title: what to do.
        why: one sentence on why it matters.
        source: the study that says so.
        need: when it is needed.
        progress: from the facts to how far it is.
        missing: what is said when it is required and not done.
        fact: what is so once it is done, as program health says it; of a required step.
        url: from the program and its year to its page; None for the page of its own form.
        of_peers: whether a program of peers has it.
        by_admins: whether only administrators take it.
    """

    key: str
    title: Text
    why: Text
    source: Source
    need: Need
    progress: Callable[[SetupFacts], Progress]
    missing: Text = ""
    fact: Text = ""
    url: Callable[[Program, Cycle | None], str] | None = None
    of_peers: bool = True
    by_admins: bool = False

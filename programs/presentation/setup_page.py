"""The steps of one program with their marks, as the page of its set-up shows them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from programs.presentation.setup_step import Need, Progress, SetupStep
from programs.presentation.setup_steps import step_url, steps_of
from programs.queries.setup import SetupFacts

_D, _S, _T = Progress.DONE, Progress.STARTED, Progress.TO_DO


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step of one program, as its page shows it.

    Attributes:
        step: the step.
        progress: how far it is.
        url: its page; empty where the reader may not take it.
    """

    step: SetupStep
    progress: Progress
    url: str

    @property
    def done(self) -> bool:
        """Whether it is done."""
        return self.progress == Progress.DONE

    @property
    def words(self) -> str:
        """How far it is, in a word or two."""
        return {_D: _("Done"), _S: _("Started"), _T: _("To do")}[self.progress]

    @property
    def tone(self) -> str:
        """How the mark looks."""
        if self.done:
            return "good"
        if self.step.need == Need.REQUIRED:
            return "attention"
        return "partial" if self.progress == Progress.STARTED else ""


def shown_steps(facts: SetupFacts, *, administers: bool) -> list[ShownStep]:
    """Return the steps of a program with their marks; `administers` says whether the reader is an administrator."""
    return [
        ShownStep(step, step.progress(facts), _url(step, facts) if administers or not step.by_admins else "")
        for step in steps_of(facts.program)
    ]


def _url(step: SetupStep, facts: SetupFacts) -> str:
    return step_url(step, facts.program, facts.cycle)


@dataclass(frozen=True, slots=True)
class Part:
    """The steps that are needed at one time.

    Attributes:
        name: in addresses.
        title: its heading.
        steps: what is to do first, then what is done.
    """

    name: str
    title: str
    steps: list[ShownStep]


def parts_of(steps: list[ShownStep]) -> list[Part]:
    """Return the steps by when they are needed."""
    titles = {
        Need.REQUIRED: _("Can’t open without"),
        Need.RECOMMENDED: _("Recommended"),
        Need.LATER: _("Can wait until after opening"),
    }
    found = {need: [each for each in steps if each.step.need == need] for need in Need}
    return [Part(need.value, titles[need], sorted(found[need], key=lambda each: each.done)) for need in Need]

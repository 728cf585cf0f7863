"""Goals as the workspace shows them, the log of what was reached, and what a school suggests."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _

from core.clocks import day_text
from core.undecryptable import UndecryptableText
from pairs.models import Achievement, Goal, GoalStep, Mentorship
from programs.models import SuggestedGoal, TrainingStage


@dataclass(frozen=True, slots=True)
class GoalCard:
    """A goal with its steps in the order in which they were added."""

    goal: Goal
    steps: Sequence[GoalStep]

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(step.done_at is not None for step in self.steps)

    @property
    def percent(self) -> int:
        """How many of a hundred steps are done."""
        return 100 * self.done // len(self.steps) if self.steps else 0


@dataclass(frozen=True, slots=True)
class Reached:
    """One line of the log: what, when, and the entry by which it can be removed, or None for a goal."""

    text: str
    day: date
    entry: Achievement | None = None


def cards_of(goals: Iterable[Goal], steps: Sequence[GoalStep]) -> list[GoalCard]:
    """Return the goals that are kept, each with its own of all the steps."""
    kept = [goal for goal in goals if goal.state == Goal.State.KEPT]
    return [GoalCard(goal, [step for step in steps if step.goal_id == goal.pk]) for goal in kept]


def log_of(goals: Iterable[Goal], achievements: Iterable[Achievement]) -> list[Reached]:
    """Return what the mentee has reached, achieved goals among it, the latest first."""
    lines = [Reached(one.text, one.settled_on) for one in goals if one.settled_on]
    lines += [Reached(entry.text, entry.reached_on, entry) for entry in achievements]
    return sorted(lines, key=lambda line: line.day, reverse=True)


def log_text(pair: Mentorship, lines: Sequence[Reached]) -> str:
    """Return the log as a text that its mentee takes along, the earliest first."""
    title = _("What %(name)s reached, %(year)s") % {"name": pair.mentee.display_name, "year": str(pair.cycle)}
    told = [f"{day_text(line.day)}\n{line.text}" for line in reversed(lines)]
    return "\n\n".join([title, *told]) + "\n"


def suggestions_by_stage(
    suggested: Iterable[SuggestedGoal], goals: Iterable[Goal]
) -> list[tuple[str, list[SuggestedGoal]]]:
    """Return the suggestions that the pair has not taken, under the words for whom they are."""
    taken = {goal.text for goal in goals if not isinstance(goal.text, UndecryptableText)}
    order = list(TrainingStage)
    left = sorted((one for one in suggested if one.name not in taken), key=lambda one: order.index(_stage(one)))
    return [(str(stage.label), list(rows)) for stage, rows in groupby(left, key=_stage)]


def _stage(suggested: SuggestedGoal) -> TrainingStage:
    return TrainingStage(suggested.stage)

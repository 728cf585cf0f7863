"""Program health: what a program that works has, judged by its own facts, in each of its years.

Each app registers the checks of which it knows the facts, as for `people.presentation.person_page`. A check
judges all years at once, so that a program of ten years asks as often as one of two.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from programs.models import Cycle, Program
from programs.presentation.literature import Source

Text = str | Promise
_MOST_YEARS = 5


class Mark(Enum):
    """How a check comes out."""

    GOOD = "good"
    PARTIAL = "partial"
    LACKING = "attention"
    OPEN = "inactive"

    @property
    def words(self) -> str:
        """The mark in a word."""
        return {Mark.GOOD: _("Good"), Mark.PARTIAL: _("Partly"), Mark.LACKING: _("Lacking"), Mark.OPEN: _("Too early")}[
            self
        ]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found in one year.

    Attributes:
        mark: how it comes out.
        words: the facts: “31 of 44 mentors”.
        blocks: whether a program cannot open as long as it is so.
    """

    mark: Mark
    words: str
    blocks: bool = False


# From a program, its years and the instant of the page to what was found, by the year's key; a year of which the facts
# do not tell, such as one that is over, may be left out.
Judge = Callable[[Program, Sequence[Cycle], datetime], Mapping[int, Finding]]


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """A check.

    Attributes:
        key: its name.
        title: what should be so.
        reason: why, in a sentence.
        source: the study that says so.
        judge: finds it out.
        mend: from the year to the page on which it is put right.
        mend_words: the words of the link to it.
        required: whether a program cannot open without it, as `setup_steps.required_steps` says.
        of_peers: whether it has a meaning where nobody is mentor or mentee.
        by_admins: whether only administrators can put it right.
    """

    key: str
    title: Text
    reason: Text
    source: Source
    judge: Judge
    mend: Callable[[Cycle], str]
    mend_words: Text
    required: bool = False
    of_peers: bool = True
    by_admins: bool = False


_CHECKS: dict[str, HealthCheck] = {}


def register_check(check: HealthCheck) -> None:
    """Make a check known; they stand in the order in which they were registered."""
    _CHECKS[check.key] = check


def share(part: int, whole: int) -> Mark:
    """Return the mark of so many of so many: nine of ten are good, half are partly so; of nobody nothing is known."""
    if not whole:
        return Mark.OPEN
    return Mark.GOOD if part >= 0.9 * whole else Mark.PARTIAL if part >= 0.5 * whole else Mark.LACKING


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """A check of one program, as its page shows it.

    Attributes:
        check: the check.
        now: what was found in the year that the page is about; None where the facts do not tell.
        mend: the page on which it is put right; empty where nothing is to be done, or not by the reader.
        for_admins: whether it waits for an administrator.
        years: what was found in each year, the oldest first; None where the facts do not tell.
    """

    check: HealthCheck
    now: Finding | None
    mend: str
    for_admins: bool
    years: list[Finding | None]

    @property
    def blocks(self) -> bool:
        """Whether the program cannot open because of it."""
        return self.now is not None and self.now.blocks


def health_of(
    program: Program, cycle: Cycle, years: Sequence[Cycle], *, administers: bool, now: datetime
) -> list[ShownCheck]:
    """Return the checks of a program in the year `cycle`: what keeps it from opening first, then what is lacking.

    Args:
        program: whose checks they are.
        cycle: one of `years`.
        years: the years to compare, the newest first; of many the last five.
        administers: whether the reader is an administrator.
        now: the instant of the page.
    """
    compared = list(dict.fromkeys([*years[:_MOST_YEARS], cycle]))
    shown = []
    for check in _CHECKS.values():
        if program.is_peer and not check.of_peers:
            continue
        found = check.judge(program, compared, now)
        here = found.get(cycle.pk)
        lacking = here is not None and here.mark in (Mark.PARTIAL, Mark.LACKING)
        theirs = administers or not check.by_admins
        mend = check.mend(cycle) if lacking and theirs else ""
        shown.append(
            ShownCheck(check, here, mend, lacking and not theirs, [found.get(each.pk) for each in reversed(compared)])
        )
    order = [Mark.LACKING, Mark.PARTIAL, Mark.GOOD, Mark.OPEN]
    return sorted(shown, key=lambda each: (not each.blocks, order.index(each.now.mark) if each.now else len(order)))

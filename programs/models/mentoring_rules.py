"""Who may mentor whom in a program: for mentees of some years, groups or professions, mentors of some professions."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.folding import fold


@dataclass(frozen=True, slots=True)
class MentoringRule:
    """One line: whose mentors they can be.

    Attributes:
        mentees: years, groups or professions of mentees, as somebody typed them.
        mentors: professions of mentors.
    """

    mentees: tuple[str, ...]
    mentors: tuple[str, ...]

    def __str__(self) -> str:
        return _("%(mentees)s: only %(mentors)s") % {
            "mentees": ", ".join(self.mentees),
            "mentors": ", ".join(self.mentors),
        }


def rules_in(text: str) -> list[MentoringRule]:
    """Return the rules of a text, one on each line: `mentees | mentors`, several separated by commas."""
    halves = [line.partition("|")[::2] for line in text.splitlines() if line.strip()]
    return [MentoringRule(_names(mentees), _names(mentors)) for mentees, mentors in halves]


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def barred_professions(rules: Sequence[MentoringRule], *, cohort: str, profession: str, of: Set[str]) -> frozenset[str]:
    """Return those of the professions `of` mentors that a mentee may not have; a mentee of no rule may have any.

    Args:
        rules: of the program.
        cohort: the mentee's year or group; empty where it is not known.
        profession: theirs.
        of: professions of mentors, as they are stored; empty where one is not known, which fits no rule.
    """
    kinds = {fold(kind) for kind in (cohort, profession) if kind.strip()}
    theirs = [rule for rule in rules if kinds & {fold(name) for name in rule.mentees}]
    if not theirs:
        return frozenset()
    allowed = {fold(name) for rule in theirs for name in rule.mentors}
    return frozenset(each for each in of if fold(each) not in allowed)

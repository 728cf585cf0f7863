"""The surveys of one person, by what can be done with each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from surveys.models import AskedPerson, Wave, WaveState
from surveys.presentation.wording import minutes_of, title_of


@dataclass(frozen=True, slots=True)
class OwnSurvey:
    """A survey in which somebody is asked.

    Attributes:
        submitted_at: when they handed in; None for not.
        has_begun: whether something that they typed is kept.
    """

    wave: Wave
    title: str
    minutes: int
    submitted_at: datetime | None
    has_begun: bool


@dataclass(frozen=True, slots=True)
class OwnSurveys:
    """Those to answer, those that were answered and can be changed, and those that have closed."""

    to_answer: Sequence[OwnSurvey]
    answered: Sequence[OwnSurvey]
    closed: Sequence[OwnSurvey]


def own_surveys(rows: Iterable[AskedPerson], *, now: datetime) -> OwnSurveys:
    """Return the surveys of `asked_of`, the first to close first while they are open, the last to have closed first."""
    found = [(row, _own(row)) for row in rows]
    still_open = [each for row, each in reversed(found) if row.wave.state_at(now) == WaveState.OPEN]
    return OwnSurveys(
        to_answer=[each for each in still_open if not each.submitted_at],
        answered=[each for each in still_open if each.submitted_at],
        closed=[each for row, each in found if row.wave.state_at(now) == WaveState.CLOSED],
    )


def _own(row: AskedPerson) -> OwnSurvey:
    content = row.wave.version.questions
    title = title_of(row.wave.version, [(get_language() or "").split("-")[0]])
    return OwnSurvey(row.wave, title, minutes_of(content), row.submitted_at, row.has_begun)  # type: ignore[attr-defined]

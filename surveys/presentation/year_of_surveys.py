"""The surveys of a year as those who run the program see them: when, who is asked, and how many have answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from programs.models import Cycle
from surveys.models import Phase, Survey, SurveyVersion, Wave, WaveState
from surveys.models.schedule import planned_days
from surveys.presentation.wording import minutes_of, title_of
from surveys.queries.answers import ResponseRate, response_rates, waves_of


@dataclass(frozen=True, slots=True)
class ShownWave:
    """A wave with its state and its counts; nobody is named.

    Attributes:
        width: the share that answered in percent, for the bar beside it.
    """

    wave: Wave
    title: str
    state: WaveState
    rate: ResponseRate

    @property
    def width(self) -> int:
        """The share that answered, in whole percent."""
        return round(100 * (self.rate.share or 0))


@dataclass(frozen=True, slots=True)
class NotPlanned:
    """A published survey that has no wave in the year, with the days that the year's dates give it."""

    survey: Survey
    title: str
    minutes: int
    opens_on: date
    closes_on: date
    is_past: bool


@dataclass(frozen=True, slots=True)
class YearOfSurveys:
    """What a year asks: its waves in order, and what could be asked as well."""

    waves: Sequence[ShownWave]
    not_planned: Sequence[NotPlanned]

    @property
    def can_be_planned(self) -> bool:
        """Whether one of them can be planned by the dates of the year."""
        return any(not each.is_past for each in self.not_planned)


def year_of_surveys(cycle: Cycle, *, now: datetime) -> YearOfSurveys:
    """Return the surveys of a cycle, which has its program and institution. Three queries."""
    waves = list(waves_of(cycle))
    rates = response_rates(waves)
    shown = [
        ShownWave(wave, title_of(wave.version), wave.state_at(now), rates[wave.pk])
        for wave in sorted(waves, key=lambda wave: (wave.state_at(now) != WaveState.OPEN, wave.opens_at))
    ]
    versions = SurveyVersion.objects.published().filter(survey__program=cycle.program, survey__retired=False)
    newest = {version.survey_id: version for version in versions.select_related("survey").order_by("number")}
    asked = {wave.version.survey_id for wave in waves}
    left = [version for pk, version in newest.items() if pk not in asked]
    return YearOfSurveys(shown, [_not_planned(version, cycle, now) for version in left if not _is_pulse(version)])


def _is_pulse(version: SurveyVersion) -> bool:
    return version.survey.phase == Phase.SESSION_PULSE


def _not_planned(version: SurveyVersion, cycle: Cycle, now: datetime) -> NotPlanned:
    first, last = planned_days(Phase(version.survey.phase), cycle)
    is_past = last < cycle.local_day(now)
    return NotPlanned(version.survey, title_of(version), minutes_of(version.questions), first, last, is_past)

"""Surveys that have closed, beside the time before: how many answered, and whether answers after sessions fell.

What leaves this module about answers is one word, of at least k people in both waves and of all questions together; a
closed wave does not change, so it is told once.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from statistics import fmean
from typing import Any

from programs.models import Cycle
from reports.models.weeks import SurveyFacts
from reports.statistics.comparisons import compare_groups
from reports.statistics.samples import TooFew
from surveys.models import Phase, Wave
from surveys.models.content import Question, questions_of
from surveys.queries.answers import answers_of, response_rates


def survey_facts(cycle: Cycle, *, since: datetime, now: datetime) -> list[SurveyFacts]:
    """Return the surveys of a year that closed between two instants and were answered before. A few queries for each.

    Args:
        cycle: with its program.
        since: the earlier instant.
        now: the later one.
    """
    closed = Wave.objects.filter(cycle=cycle, closes_at__gt=since, closes_at__lte=now).select_related("version__survey")
    return [_facts(cycle, wave, before) for wave in closed if (before := _before(cycle, wave)) is not None]


def _before(cycle: Cycle, wave: Wave) -> Wave | None:
    """The wave of the same survey that closed last before this one opened, in this year or an earlier one."""
    earlier = Wave.objects.filter(version__survey=wave.version.survey_id, closes_at__lte=wave.opens_at)
    earlier = earlier.filter(cycle__program=cycle.program_id)
    return earlier.select_related("version__survey").order_by("-closes_at", "-pk").first()


def _facts(cycle: Cycle, wave: Wave, before: Wave) -> SurveyFacts:
    rates = response_rates([wave, before])
    now, past = rates[wave.pk], rates[before.pk]
    return {
        "wave": wave.pk,
        "name": wave.version.survey.name,
        "answered": (now.answered, past.answered),
        "asked": (now.asked, past.asked),
        "lower": wave.version.survey.phase == Phase.SESSION_PULSE
        and _is_lower(wave, before, least=cycle.program.answers_before_ratings),
    }


def _is_lower(wave: Wave, before: Wave, *, least: int) -> bool:
    """Whether the means of people are clearly lower, over the questions with a scale that both waves have."""
    scales = [{each["key"] for each in _scales(one)} for one in (wave, before)]
    common = scales[0] & scales[1]
    now, past = (_means(one, common) for one in (wave, before))
    found = compare_groups(now, past, least=least)
    return not isinstance(found, TooFew) and found.interval.high < 0


def _scales(wave: Wave) -> Iterator[Question]:
    """Questions of which one answer is chosen and whose answers are numbers."""
    for question in questions_of(wave.version.questions, audience="aggregate"):
        if question["kind"] == "single" and all(option["value"].isdecimal() for option in question["options"]):
            yield question


def _means(wave: Wave, keys: set[str]) -> list[float | None]:
    """The mean of each person; None for who answered none of the questions."""
    return [_mean(answers, keys) for _person, _role, answers in answers_of(wave)]


def _mean(answers: Mapping[str, Any], keys: set[str]) -> float | None:
    given = [float(answers[key]) for key in sorted(keys & answers.keys())]
    return fmean(given) if given else None

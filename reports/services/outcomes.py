"""Releasing what people answered: once for each wave, and nothing that tells of fewer than protect each other."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.disclosure.breakdowns import Part, change_may_be_shown, ends_may_be_shown, released_item
from core.disclosure.grouping import steps_together
from core.disclosure.releases import Scale
from core.disclosure.thresholds import VOLUNTARY, checked
from reports.errors import WaveStillOpen
from reports.models import OutcomeRelease
from reports.models.outcomes import (
    ChangeOutcome,
    GroupOutcome,
    MeanOutcome,
    QuestionOutcome,
    ScoreOutcome,
    WaveOutcomes,
)
from reports.queries.answered import (
    WHO_PEOPLE_ARE,
    Answered,
    answered_in,
    asked_by_kind,
    instruments_in,
    kinds_of_people,
    own_questions_in,
    scored,
)
from reports.queries.waves import baseline_of
from reports.statistics.comparisons import compare_waves
from reports.statistics.estimates import mean_interval
from reports.statistics.samples import TooFew, mean
from surveys.models import Wave, WaveState
from surveys.models.content import Question
from surveys.models.instruments import Instrument, Score
from surveys.queries.answers import response_rates
from surveys.services.instruments import instruments_of

_DIGITS = 3
# The rules of disclosure count whole numbers: hundredths of a score.
_STEPS = 100


@transaction.atomic
def release_outcomes(wave: Wave, *, now: datetime) -> OutcomeRelease:
    """Release the answers of a wave that has closed; what was released stays as it is.

    Args:
        wave: with version, survey, and cycle with program and institution.
        now: the instant.

    Raises:
        WaveStillOpen: answers can still change.
    """
    Wave.objects.select_for_update().get(pk=wave.pk)
    if released := OutcomeRelease.objects.filter(wave=wave).first():
        return released
    if wave.state_at(now) != WaveState.CLOSED:
        raise WaveStillOpen(_("The answers of a survey are shown once it has closed."))
    baseline = baseline_of(wave)
    outcomes = _outcomes(wave, baseline)
    return OutcomeRelease.objects.create(wave=wave, baseline=baseline, outcomes=outcomes, released_at=now)


def _outcomes(wave: Wave, baseline: Wave | None) -> WaveOutcomes:
    program = wave.cycle.program
    least = checked(program.answers_before_ratings)
    answered = answered_in(wave)
    before = answered_in(baseline) if baseline else None
    kinds = kinds_of_people(wave.cycle, answered, until=wave.closes_at)
    asked = asked_by_kind(wave, kinds)
    known = {slug: held.instrument for slug, held in instruments_of(program.institution).items()}
    rate = response_rates([wave])[wave.pk]
    return {
        "least": least,
        "asked": rate.asked,
        "answered": len(answered.answers),
        "baseline": baseline.pk if baseline else 0,
        "scores": [
            _score(instrument, score, answered, before, kinds, asked, least)
            for instrument in instruments_in(wave, known)
            for score in instrument.scores
        ],
        "questions": [_question(question, answered, least) for question in own_questions_in(wave)],
    }


def _score(
    instrument: Instrument,
    score: Score,
    answered: Answered,
    before: Answered | None,
    kinds: Mapping[str, Mapping[int, str]],
    asked: Mapping[str, Mapping[str, int]],
    least: int,
) -> ScoreOutcome:
    numbers = scored(answered, instrument, score)
    whole, scale = _whole(numbers), Scale(round(_STEPS * score.low), round(_STEPS * score.high))
    shown = released_item(whole, kinds, scale=scale, least=least, least_by={WHO_PEOPLE_ARE: max(least, VOLUNTARY)})
    is_shown = shown.has_spread and shown.total.answers == len(numbers)
    missing = len(answered.answers) - len(numbers)
    return {
        "key": f"{instrument.slug}-{score.key}",
        "name": score.name,
        "scale": [score.low, score.high],
        "value": _mean(numbers, numbers, score, missing) if is_shown else None,
        "by": {
            name: [_group(part, numbers, score, asked.get(name)) for part in parts]
            for name, parts in (_of_one_kind(numbers, kinds, is_shown=is_shown) | shown.tables).items()
        },
        "change": _change(scored(before, instrument, score), numbers, shown.tables, scale, least)
        if before and is_shown
        else None,
    }


def _of_one_kind(
    numbers: Mapping[int, float], kinds: Mapping[str, Mapping[int, str]], *, is_shown: bool
) -> dict[str, tuple[Part, ...]]:
    """Tables of one row: where all who answered are of one kind, which staff know, its mean is that of everybody."""
    found: dict[str, tuple[Part, ...]] = {}
    for name in kinds.keys() - {WHO_PEOPLE_ARE} if is_shown else ():
        held = {kinds[name].get(person, "") for person in numbers}
        if len(held) == 1 and "" not in held:
            found[name] = (Part(tuple(held), frozenset(numbers)),)
    return found


def _whole(numbers: Mapping[int, float]) -> dict[int, int]:
    """Scores as whole numbers, in which the rules of disclosure count."""
    return {person: round(_STEPS * number) for person, number in numbers.items()}


def _mean(numbers: Mapping[int, float], people: Iterable[Any], score: Score, missing: int) -> MeanOutcome:
    values = [numbers[person] for person in people]
    low, high = mean_interval(tuple(values))
    return {
        "mean": round(mean(values), _DIGITS),
        "low": round(max(score.low, low), _DIGITS),
        "high": round(min(score.high, high), _DIGITS),
        "n": len(values),
        "missing": missing,
    }


def _group(part: Part, numbers: Mapping[int, float], score: Score, asked: Mapping[str, int] | None) -> GroupOutcome:
    people = None if asked is None else sum(asked[kind] for kind in part.groups)
    return {"kinds": list(part.groups), "value": _mean(numbers, part.members, score, 0), "asked": people}


def _change(
    before: Mapping[int, float],
    after: Mapping[int, float],
    tables: Mapping[str, Sequence[Part]],
    scale: Scale,
    least: int,
) -> ChangeOutcome | None:
    """The change of those who answered both times, and their means; means before the year are shown nowhere else."""
    if not change_may_be_shown(_whole(before), _whole(after), scale=scale, least=least):
        return None
    everybody = before.keys() | after.keys()
    first, second = ({person: times.get(person) for person in everybody} for times in (before, after))
    change = compare_waves(first, second, least=least)
    if isinstance(change, TooFew):
        return None
    found: ChangeOutcome = {
        "change": round(change.value, _DIGITS),
        "low": round(change.interval.low, _DIGITS),
        "high": round(change.interval.high, _DIGITS),
        "effect": None if change.effect is None else round(change.effect, 2),
        "n": change.n,
        "left_out": change.left_out,
    }
    if ends_may_be_shown(_whole(before), _whole(after), tables, scale=scale, least=least):
        found |= {"before": round(change.before, _DIGITS), "after": round(change.after, _DIGITS)}
    return found


def _question(question: Question, answered: Answered, least: int) -> QuestionOutcome:
    values = [option["value"] for option in question["options"]]
    given = [answers[question["key"]] for answers in answered.answers.values() if question["key"] in answers]
    counts = [given.count(value) for value in values]
    return {
        "key": question["key"],
        "text": _first(question["text"]),
        "options": [_first(option["text"]) for option in question["options"]],
        "parts": [list(part) for part in steps_together(counts, least=least)],
        "missing": len(answered.answers) - len(given),
    }


def _first(text: Mapping[str, str]) -> str:
    return next(iter(text.values()), "")

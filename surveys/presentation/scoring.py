"""The scores of one person's answers to an instrument."""

from collections.abc import Mapping
from math import fsum
from typing import Any

from surveys.models.content import Answers
from surveys.models.instruments import Instrument, Part, Score


def scores_of(instrument: Instrument, answers: Answers) -> dict[str, float | None]:
    """Return key of a score → the score, or None where too little was answered.

    Args:
        instrument: whose scores.
        answers: of a whole survey, or of a part of it.
    """
    given = {part.key: _numbers(part, answers.get(instrument.question_key(part.key))) for part in instrument.parts}
    return {score.key: _score(score, given, len(instrument.part(score.part).items) or 1) for score in instrument.scores}


def _numbers(part: Part, answer: Any) -> dict[str, float]:
    """Return item → number of what was answered, reversed items turned around. A single question is its own item.

    What the scale does not have is no answer.
    """
    values = {option["value"]: float(option["value"]) for option in part.options}
    given = answer if isinstance(answer, Mapping) else {}
    chosen = {item.key: given.get(item.key) for item in part.items} or {part.key: answer}
    numbers = {key: values[value] for key, value in chosen.items() if isinstance(value, str) and value in values}
    turned = {item.key for item in part.items if item.reversed}
    return {key: part.turned - number if key in turned else number for key, number in numbers.items()}


def _score(score: Score, given: Mapping[str, Mapping[str, float]], items: int) -> float | None:
    numbers = given[score.part]
    # What does not matter to a person, or has no weight, is no part of the mean: it is not counted as answered.
    weights = {key: given[score.weights].get(key, 0.0) if score.weights else 1.0 for key in numbers}
    counted = [key for key, weight in weights.items() if weight > 0]
    if len(counted) < score.least:
        return None
    mean = fsum(weights[key] * numbers[key] for key in counted) / fsum(weights[key] for key in counted)
    return mean * items if score.rule == "sum" else mean

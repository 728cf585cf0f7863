"""How alike a mentee's and a mentor's answers for the pairing are: the one rule, by kind of question.

An answer is taken apart into items, each with a value: a choice is one item; several choices are one item each, chosen
or not; a place on a scale, or a number, is one item for each step, reached or not, so that two neighbors on a scale of
five are three quarters alike (thermometer coding); a ranking is one item for each two that it puts in order.

A question has its weight beside those of interests, support and languages (`overlap`), shared by the items of the
mentee's answer. An item counts where the mentor has the same value, or, where to be different is better, another. What
the mentee left out has no weight; what only the mentor left out counts for nothing. Where a mentor offers what a mentee
needs, only what the mentee chose, and the steps that they reach, count.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from programs.models import Cycle
from surveys.models.content import Question
from surveys.queries.pairing import PairingQuestion, pairing_answers

# How many steps lie between the least and the greatest number that was answered.
_STEPS = 10
_YES, _NO = "+", "-"

Items = dict[str, str]
# Question, item, value, and whether the mentor has to have another one.
AnswerFeature = tuple[str, str, str, bool]


@dataclass(frozen=True, slots=True)
class AnswerLikeness:
    """What mentees answered, with its weight, and what mentors answered.

    Attributes:
        sought: mentee's user id → feature → weight.
        given: mentor's user id → question and item → value.
    """

    sought: dict[int, dict[AnswerFeature, float]] = field(default_factory=dict)
    given: dict[int, dict[tuple[str, str], str]] = field(default_factory=dict)

    def has(self, mentor: int, feature: AnswerFeature) -> bool:
        """Whether a mentor, by user id, has what a feature looks for."""
        question, item, value, other = feature
        given = self.given.get(mentor, {}).get((question, item))
        return given is not None and (given != value if other else given == value)


def answer_likeness(cycle: Cycle) -> AnswerLikeness:
    """Return what was answered for the pairing of a cycle; empty where nobody was asked."""
    answers, found = pairing_answers(cycle), AnswerLikeness()
    for asked in answers.questions:
        span = _span(asked, (answers.of_mentees, answers.of_mentors))
        for user, given in answers.of_mentees.items():
            if asked.key in given:
                items = _items(asked.question, given[asked.key], span)
                found.sought.setdefault(user, {}).update(_weighed(asked, items))
        for user, given in answers.of_mentors.items():
            if asked.key in given:
                items = _items(asked.question, given[asked.key], span)
                found.given.setdefault(user, {}).update({(asked.key, item): value for item, value in items.items()})
    return found


def _weighed(asked: PairingQuestion, items: Items) -> dict[AnswerFeature, float]:
    # To have left the same choices out makes nobody alike, and a step that is not needed is no need.
    steps = asked.question["kind"] in ("matrix", "number") and asked.use["meaning"] != "offers_needs"
    counted = {item: value for item, value in items.items() if steps or value != _NO}
    other = asked.use["meaning"] == "different"
    return {(asked.key, item, value, other): asked.use["weight"] / len(counted) for item, value in counted.items()}


def _span(asked: PairingQuestion, sides: tuple[Mapping[int, Mapping[str, Any]], ...]) -> tuple[float, float]:
    """The least and the greatest number of all answers; of another kind of question, nothing to speak of."""
    if asked.question["kind"] != "number":
        return 0, 0
    numbers = [float(given[asked.key]) for side in sides for given in side.values() if asked.key in given]
    return min(numbers, default=0), max(numbers, default=0)


def _items(question: Question, answer: Any, span: tuple[float, float]) -> Items:
    values = [option["value"] for option in question["options"]]
    if question["kind"] == "single":
        return {"": f"={answer}"}
    if question["kind"] == "multiple":
        return {value: _YES if value in answer else _NO for value in values}
    if question["kind"] == "matrix":
        return {
            f"{row} {step}": reached
            for row, value in sorted(answer.items())
            for step, reached in _reached(values.index(value), len(values) - 1)
        }
    if question["kind"] == "number":
        low, high = span
        place = (float(answer) - low) / (high - low) * _STEPS if high > low else 0
        return {str(step): reached for step, reached in _reached(place, _STEPS)}
    return dict(_ordered(values, answer))


def _reached(place: float, steps: int) -> Iterator[tuple[int, str]]:
    return ((step, _YES if place >= step else _NO) for step in range(1, steps + 1))


def _ordered(values: list[str], ranking: list[str]) -> Iterator[tuple[str, str]]:
    """Each two of which one at least has a place, with the one that comes first; what has none comes last."""
    place = {value: at for at, value in enumerate(ranking)}
    for one, other in combinations(values, 2):
        if one in place or other in place:
            first = one if place.get(one, len(values)) < place.get(other, len(values)) else other
            yield f"{one} {other}", f"={first}"

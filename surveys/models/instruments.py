"""What an instrument is: statements that are always asked in the same words, and how their answers become a score.

Instruments are data (`imports/instrument_files.py`). A score describes a group of people; nothing here puts anybody on
either side of a line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from surveys.models.content import Option, Text

# Of the answered items: their mean; the mean times the number of all items; the mean weighted by another part.
Rule = Literal["mean", "sum", "weighted_mean"]


@dataclass(frozen=True, slots=True)
class Item:
    """A statement. One that is `reversed` says the opposite of what is measured."""

    key: str
    text: Text
    reversed: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A question of the instrument: statements with one scale, or a single question where there are none.

    Attributes:
        key: its name in the instrument; `Instrument.question_key` is that of the question.
        options: the scale, from its low end to its high one; each value is a number.
        help_values: the answers at which people are shown where help is.
    """

    key: str
    text: Text
    help: Text
    options: tuple[Option, ...]
    items: tuple[Item, ...]
    help_values: tuple[str, ...]

    @property
    def turned(self) -> float:
        """What an answer of a reversed item is taken from: the lowest value plus the highest."""
        values = [float(option["value"]) for option in self.options]
        return min(values) + max(values)


@dataclass(frozen=True, slots=True)
class Score:
    """How answers become a number.

    Attributes:
        key: its name in the instrument.
        name: what it is called beside figures.
        part: the key of the part whose answers are scored.
        rule: how.
        weights: the key of the part whose answers weigh them; empty without weights.
        least: how many items have to be answered; below it there is no score.
        low, high: the least and the most that it can be.
        higher: what a higher number means, in a sentence.
    """

    key: str
    name: str
    part: str
    rule: Rule
    weights: str
    least: int
    low: float
    high: float
    higher: str


@dataclass(frozen=True, slots=True)
class Example:
    """Answers and the scores that they have to give; a score that is not named is none.

    Attributes:
        source: where the example was published, or how it was worked out by hand.
        answers: key of a part → its answer, as in a response.
        scores: key of a score → number.
    """

    source: str
    answers: Mapping[str, Any]
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument.

    Attributes:
        slug: its name in surveys and files.
        name: what it is called.
        measures: what it measures, in a sentence.
        asked: who can be asked: mentee, mentor or both.
        citation: where it comes from.
        license: why it may be used.
        terms: what a school has to accept before it asks it; mostly nothing.
        on: whether a school can ask it without switching it on.
        languages: in which its words are there.
        title, purpose: what people read before they answer.
        parts: its questions.
        scores: what they give.
        examples: what its scores have to be.
    """

    slug: str
    name: str
    measures: str
    asked: Literal["mentee", "mentor", "both"]
    citation: str
    license: str
    terms: tuple[str, ...]
    on: bool
    languages: tuple[str, ...]
    title: Text
    purpose: Text
    parts: tuple[Part, ...]
    scores: tuple[Score, ...]
    examples: tuple[Example, ...]

    def part(self, key: str) -> Part:
        """Return the part of this key. Raises KeyError when there is none."""
        return {part.key: part for part in self.parts}[key]

    def question_key(self, part: str) -> str:
        """Return the key that the question of a part has in every survey that holds the instrument."""
        return f"{self.slug}_{part}"

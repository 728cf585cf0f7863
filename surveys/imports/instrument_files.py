"""Instruments as files: TOML, one instrument each, of the fields of `models/instruments.py`.

What people read is language → words. Those that come with the software are in `instruments/`. A school may write one of
its own in the same format, with the license that it has for it in `license`.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_args

from django.utils.translation import gettext as _

from core.errors import DomainError
from surveys.imports.instrument_shapes import misshapen, with_defaults
from surveys.models.content import FORMAT, Content, Option
from surveys.models.content_check import content_problems
from surveys.models.instruments import Example, Instrument, Item, Part, Rule, Score
from surveys.presentation.instrument_blocks import block_of
from surveys.presentation.scoring import scores_of

_FOLDER = Path(__file__).parent / "instruments"


class InstrumentRefused(DomainError):
    """A file is no instrument, or something in it is wrong.

    Args:
        problems: what, each in a sentence.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__(_("Nothing was saved. Correct the file, then upload it again."), field="file")
        self.problems = problems


@cache
def shipped_files() -> Mapping[str, str]:
    """Return slug → file of the instruments that come with the software."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.toml"))}


@cache
def shipped_instruments() -> Mapping[str, Instrument]:
    """Return slug → instrument of those that come with the software."""
    return {slug: read_instrument(text) for slug, text in shipped_files().items()}


def read_instrument(text: str) -> Instrument:
    """Return the instrument that a file holds.

    Raises:
        InstrumentRefused: it is none, its parts do not fit together, or its scores are not those of its examples.
    """
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        raise InstrumentRefused([_("This isn’t an instrument: it can’t be read as TOML.")]) from None
    if problems := list(misshapen(document)):
        raise InstrumentRefused(problems)
    instrument = _instrument(with_defaults(document))
    problems = _unfit_content(instrument) or list(_unfit_scores(instrument)) or list(_failed_examples(instrument))
    if problems:
        raise InstrumentRefused(problems)
    return instrument


def _instrument(document: Mapping[str, Any]) -> Instrument:
    return Instrument(
        **{
            **document,
            "terms": tuple(document["terms"]),
            "languages": tuple(document["languages"]),
            "parts": tuple(_part(part) for part in document["parts"]),
            "scores": tuple(Score(**score) for score in document["scores"]),
            "examples": tuple(Example(**example) for example in document["examples"]),
        }
    )


def _part(part: Mapping[str, Any]) -> Part:
    return Part(
        key=part["key"],
        text=part["text"],
        help=part["help"],
        options=tuple(Option(value=f"{option['value']:g}", text=option["text"]) for option in part["options"]),
        items=tuple(Item(**item) for item in part["items"]),
        help_values=tuple(f"{value:g}" for value in part["help_values"]),
    )


def _unfit_content(instrument: Instrument) -> list[str]:
    """Return what would keep a survey with the instrument alone from being published."""
    content = Content(
        format=FORMAT,
        languages=list(instrument.languages),
        blocks=[block_of(instrument, instrument.languages)],
    )
    found = [": ".join(filter(None, (problem.place, problem.message))) for problem in content_problems(content)]
    languages = set(instrument.languages)
    texts = [instrument.title, instrument.purpose]
    for part in instrument.parts:
        texts += [part.text, *(option["text"] for option in part.options), *(item.text for item in part.items)]
    if any(text.keys() != languages for text in texts):
        found.append(_("An instrument has all its words in each of its languages."))
    return found


def _unfit_scores(instrument: Instrument) -> Iterator[str]:
    parts = {part.key: part for part in instrument.parts}
    if not instrument.license.strip() or not instrument.citation.strip():
        yield _("Say where the instrument comes from, and why you may use it.")
    if instrument.asked not in ("mentee", "mentor", "both"):
        yield _("Say who is asked: mentee, mentor or both.")
    if instrument.terms and instrument.on:
        yield _("An instrument with terms is off until a school accepts them.")
    for score in instrument.scores:
        place = _("Score “%(name)s”") % {"name": score.key}
        part, weights = parts.get(score.part), parts.get(score.weights)
        weighed = weights and {item.key for item in weights.items}
        if part is None or weighed not in (None, {item.key for item in part.items}):
            yield _("%(place)s: name a part to score, and as its weights one with the same statements.") % {
                "place": place
            }
        elif (weights is not None) != (score.rule == "weighted_mean") or score.rule not in get_args(Rule):
            yield _("%(place)s: choose a rule, with weights where the rule needs them.") % {"place": place}
        elif not 1 <= score.least <= max(1, len(part.items)):
            yield _("%(place)s: the part hasn’t as many statements as have to be answered.") % {"place": place}
        elif _range(part, score) != (score.low, score.high):
            yield _("%(place)s: with these answers it doesn’t go from %(low)g to %(high)g.") % {
                "place": place,
                "low": score.low,
                "high": score.high,
            }


def _range(part: Part, score: Score) -> tuple[float, float]:
    values = [float(option["value"]) for option in part.options]
    items = max(1, len(part.items)) if score.rule == "sum" else 1
    return min(values) * items, max(values) * items


def _failed_examples(instrument: Instrument) -> Iterator[str]:
    """Score the instrument's own examples, so that no file comes with a score that it does not mean."""
    if {key for example in instrument.examples for key in example.scores} != {score.key for score in instrument.scores}:
        yield _("Give an example for each score.")
    for number, example in enumerate(instrument.examples, 1):
        answers = {instrument.question_key(part): answer for part, answer in example.answers.items()}
        for key, found in scores_of(instrument, answers).items():
            expected = example.scores.get(key)
            if (found is None) != (expected is None) or abs((found or 0) - (expected or 0)) > 1e-9:
                yield _("Example %(n)d: “%(score)s” comes out as %(found)s, not %(expected)s.") % {
                    "n": number,
                    "score": key,
                    "found": "–" if found is None else f"{found:g}",
                    "expected": "–" if expected is None else f"{expected:g}",
                }

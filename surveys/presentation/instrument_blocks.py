"""An instrument as a part of a survey."""

from collections.abc import Iterable

from surveys.models.content import Block, Option, Question, Text
from surveys.models.instruments import Instrument, Part


def block_of(instrument: Instrument, languages: Iterable[str]) -> Block:
    """Return the part of a survey that asks the instrument, in those of `languages` that it has.

    Its words are not to be changed in a survey: other words are another instrument.
    """
    wanted = set(languages)
    return Block(
        key=instrument.slug,
        title=_in(instrument.title, wanted),
        purpose=_in(instrument.purpose, wanted),
        audience="aggregate",
        instrument=instrument.slug,
        questions=[_question(instrument, part, wanted) for part in instrument.parts],
    )


def _question(instrument: Instrument, part: Part, languages: set[str]) -> Question:
    return Question(
        key=instrument.question_key(part.key),
        kind="matrix" if part.items else "single",
        text=_in(part.text, languages),
        help=_in(part.help, languages),
        required=False,
        options=[Option(value=option["value"], text=_in(option["text"], languages)) for option in part.options],
        rows=[{"key": item.key, "text": _in(item.text, languages)} for item in part.items],
        least=None,
        most=None,
        show_if=None,
        matching=None,
        help_if={"values": list(part.help_values)} if part.help_values else None,
    )


def _in(text: Text, languages: set[str]) -> Text:
    return {language: words for language, words in text.items() if language in languages}

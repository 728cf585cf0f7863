"""The words of a survey in the language of its reader, and how long it takes."""

from collections.abc import Sequence
from math import ceil

from surveys.models import SurveyVersion
from surveys.models.content import Content, Question, Text, questions_of

# Seconds that somebody needs, by what they do.
_CHOICE, _WRITING = 8, 45


def words(text: Text, languages: Sequence[str]) -> str:
    """Return the text in the first of `languages` that has it; what has none of them, as it is."""
    found = next((text[each] for each in languages if text.get(each)), "")
    return found or next(iter(text.values()), "")


def title_of(version: SurveyVersion, languages: Sequence[str] = ()) -> str:
    """Return what people read as the survey's title; the version has its survey."""
    content = version.questions
    return words(content.get("title", {}), [*languages, *content["languages"]]) or version.survey.name


def minutes_of(content: Content) -> int:
    """Return about how many minutes answering takes, one at least."""
    return max(1, ceil(sum(map(_seconds, questions_of(content))) / 60))


def _seconds(question: Question) -> int:
    if question["kind"] == "text":
        return _WRITING
    return _CHOICE * max(1, len(question["rows"]))

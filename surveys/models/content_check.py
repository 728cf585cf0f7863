"""Whether a document is the content of a survey, and if not, what to mend and where."""

import math
import re
from collections.abc import Container, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast, get_args

from django.utils.translation import gettext as _

from surveys.models.content import FORMAT, Audience, Kind, MatchingUse

MOST_BLOCKS = 30
MOST_QUESTIONS = 300
MOST_OPTIONS = 60
LONGEST_TEXT = 2000
LONGEST_ANSWER = 20_000
# Kinds whose answers are chosen from options.
CHOOSING: tuple[Kind, ...] = ("single", "multiple", "matrix", "ranking")
# Kinds of which an answer can be compared with somebody else's.
MATCHED: tuple[Kind, ...] = ("single", "multiple", "matrix", "number", "ranking")
HEAVIEST = 10
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_VALUE = re.compile(r"[A-Za-z0-9_.+-]{1,40}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
_BLOCK = {"key", "title", "purpose", "audience", "instrument", "questions"}
_QUESTION = {
    *("key", "kind", "text", "help", "required", "options", "rows"),
    *("least", "most", "show_if", "matching"),
}


@dataclass(frozen=True, slots=True)
class ContentProblem:
    """Something to mend before a survey can be published.

    Attributes:
        place: where, such as “Part 2, question 3”.
        message: what to do.
        block, question: the keys of where it is; empty where it concerns more.
    """

    place: str
    message: str
    block: str = ""
    question: str = ""


@dataclass(slots=True)
class _Seen:
    """What the check has passed: the languages, the keys of parts, and question → the values that answer it."""

    languages: list[str]
    blocks: set[str] = field(default_factory=set)
    values: dict[str, set[str]] = field(default_factory=dict)


def content_problems(content: Any) -> list[ContentProblem]:
    """Return what keeps `content` from being a survey that people can answer, in the order of its parts."""
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        return [ContentProblem("", _("This isn’t a survey in a format that this version reads."))]
    if not content.keys() <= {"format", "languages", "title", "blocks"}:
        return [ContentProblem("", _("It holds something that this version doesn’t know."))]
    languages = content.get("languages")
    if not _are_languages(languages):
        return [ContentProblem("", _("Name each language once, by its code, such as “en”."))]
    seen = _Seen(cast("list[str]", languages))
    found = [ContentProblem(_("Title"), message) for message in _text(content.get("title", {}), seen, needed=False)]
    blocks = content.get("blocks")
    if not isinstance(blocks, list) or not 1 <= len(blocks) <= MOST_BLOCKS:
        return [*found, ContentProblem("", _("A survey has 1 to %(n)d parts.") % {"n": MOST_BLOCKS})]
    for number, block in enumerate(blocks, 1):
        found += _block(block, number, seen)
    if len(seen.values) > MOST_QUESTIONS:
        found.append(ContentProblem("", _("A survey has at most %(n)d questions.") % {"n": MOST_QUESTIONS}))
    return found


def _are_languages(value: Any) -> bool:
    listed = isinstance(value, list) and bool(value) and all(isinstance(each, str) for each in value)
    return listed and len(set(value)) == len(value) and all(_LANGUAGE.fullmatch(each) for each in value)


def _block(block: Any, number: int, seen: _Seen) -> Iterator[ContentProblem]:
    place = _("Part %(n)d") % {"n": number}
    if not isinstance(block, dict) or block.keys() != _BLOCK:
        yield ContentProblem(place, _("A part needs a key, a title, a purpose, an audience and questions."))
        return
    key = str(block["key"])
    messages = list(_key(block["key"], seen.blocks))
    seen.blocks.add(key)
    messages += [_("Title: %(problem)s") % {"problem": each} for each in _text(block["title"], seen)]
    messages += [_("Purpose: %(problem)s") % {"problem": each} for each in _text(block["purpose"], seen)]
    if block["audience"] not in get_args(Audience):
        messages.append(_("Choose who learns of the answers."))
    if not isinstance(block["instrument"], str) or len(block["instrument"]) > 60:
        messages.append(_("The instrument is named by its key."))
    if not isinstance(block["questions"], list) or not block["questions"]:
        messages.append(_("Add a question, or delete the part."))
    yield from (ContentProblem(place, message, key) for message in messages)
    questions = block["questions"] if isinstance(block["questions"], list) else []
    for at, question in enumerate(questions, 1):
        inner = _("Part %(n)d, question %(q)d") % {"n": number, "q": at}
        name = str(question.get("key", "")) if isinstance(question, dict) else ""
        for message in _question(question, block["audience"], seen):
            yield ContentProblem(inner, message, key, name)


def _question(question: Any, audience: Any, seen: _Seen) -> Iterator[str]:
    if not isinstance(question, dict) or question.keys() - {"help_if"} != _QUESTION:
        yield _("Something of the question is missing, or isn’t known to this version.")
        return
    if question["kind"] not in get_args(Kind) or not isinstance(question["required"], bool):
        yield _("Choose the kind of question, and whether it’s required.")
        return
    yield from _key(question["key"], seen.values)
    yield from _text(question["text"], seen)
    yield from (_("Hint: %(problem)s") % {"problem": each} for each in _text(question["help"], seen, needed=False))
    yield from _condition(question["show_if"], seen)
    values = yield from _options(question, seen)
    yield from _rows(question, seen)
    yield from _bounds(question)
    yield from _help_if(question, values)
    yield from _matching(question["matching"], audience, question["kind"])
    seen.values[str(question["key"])] = values


def _key(value: Any, taken: Container[str]) -> Iterator[str]:
    if not isinstance(value, str) or not _KEY.fullmatch(value):
        yield _("A key begins with a small letter, and has small letters, digits and _ only.")
    elif value in taken:
        yield _("The key “%(key)s” is taken already.") % {"key": value}


def _text(value: Any, seen: _Seen, *, needed: bool = True) -> Iterator[str]:
    """The first language has to be there where the text is needed; each text is short enough."""
    if not isinstance(value, dict) or not all(isinstance(words, str) for words in value.values()):
        yield _("Write the words in each language.")
    elif not value.keys() <= set(seen.languages):
        yield _("There are words in a language that the survey doesn’t have.")
    elif needed and not value.get(seen.languages[0], "").strip():
        yield _("Write the words in %(language)s.") % {"language": seen.languages[0]}
    elif any(len(words) > LONGEST_TEXT for words in value.values()):
        yield _("Keep it to %(n)d letters.") % {"n": LONGEST_TEXT}


def _condition(value: Any, seen: _Seen) -> Iterator[str]:
    if value is None:
        return
    if not isinstance(value, dict) or value.keys() != {"question", "values"} or value["question"] not in seen.values:
        yield _("It can only depend on a question before it.")
    elif not _are_values(value["values"], seen.values[value["question"]]):
        yield _("It depends on an answer that the other question doesn’t have.")


def _are_values(value: Any, known: set[str]) -> bool:
    """Whether it is a list of answers; any number and any text can be one where a question has no options."""
    listed = isinstance(value, list) and bool(value) and all(isinstance(each, str) for each in value)
    return listed and (not known or set(value) <= known)


def _options(question: Mapping[str, Any], seen: _Seen) -> Generator[str, None, set[str]]:
    """Say what is wrong with the choices; return their values."""
    needed = question["kind"] in CHOOSING
    return (yield from _listed(question["options"], "value", _VALUE, seen, least=2 if needed else 0))


def _rows(question: Mapping[str, Any], seen: _Seen) -> Iterator[str]:
    needed = question["kind"] == "matrix"
    yield from _listed(question["rows"], "key", _KEY, seen, least=1 if needed else 0)


def _listed(
    value: Any, name: str, pattern: re.Pattern[str], seen: _Seen, *, least: int
) -> Generator[str, None, set[str]]:
    """Say what is wrong with choices or statements, each of a `name` and a text; return their names."""
    names: set[str] = set()
    if not isinstance(value, list) or len(value) > MOST_OPTIONS or len(value) < least or (value and not least):
        yield _("This kind of question needs another number of choices or statements.")
        return names
    for each in value:
        if not isinstance(each, dict) or each.keys() != {name, "text"} or not isinstance(each[name], str):
            yield _("A choice has a value and a text; a statement has a key and a text.")
        elif not pattern.fullmatch(each[name]) or each[name] in names:
            yield _("“%(name)s” can’t be used here, or is there twice.") % {"name": each[name]}
        else:
            names.add(each[name])
            yield from (f"“{each[name]}”: {problem}" for problem in _text(each["text"], seen))
    return names


def _bounds(question: Mapping[str, Any]) -> Iterator[str]:
    least, most = question["least"], question["most"]
    if not all(bound is None or _is_number(bound) for bound in (least, most)):
        yield _("The least and the most are numbers.")
    elif least is not None and most is not None and least > most:
        yield _("The least is more than the most.")
    elif question["kind"] == "text" and not 1 <= (most or LONGEST_ANSWER) <= LONGEST_ANSWER:
        yield _("A text has at most %(n)d letters.") % {"n": LONGEST_ANSWER}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _help_if(question: Mapping[str, Any], values: set[str]) -> Iterator[str]:
    condition = question.get("help_if")
    if condition is None:
        return
    if (
        not isinstance(condition, dict)
        or condition.keys() != {"values"}
        or not _are_values(condition["values"], values)
    ):
        yield _("Help is shown for an answer that the question doesn’t have.")


def _matching(value: Any, audience: Any, kind: str) -> Iterator[str]:
    if value is None:
        return
    if not isinstance(value, dict) or value.keys() != {"meaning", "weight"}:
        yield _("Say what the answer means for pairing, and its weight.")
    elif value["meaning"] not in get_args(MatchingUse.__annotations__["meaning"]):
        yield _("Choose what the answer means for pairing.")
    elif not _is_number(value["weight"]) or not 0 <= value["weight"] <= HEAVIEST:
        yield _("A weight is between 0 and %(n)d.") % {"n": HEAVIEST}
    elif audience != "matching" or kind not in MATCHED:
        yield _("Only choices and numbers of a part for pairing are used for pairing.")

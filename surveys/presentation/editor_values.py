"""Parts and questions of a draft as the fields of a form have them, so that a form and a service compare the same.

A text has a field for each language of the survey: `text_en`. Choices and statements are lines, one each, and the lines
of all languages go together by their number.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any, cast

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from surveys.models.content import Block, Content, Question, ShowIf, Text
from surveys.models.editing import new_key

# How choices and statements are called in a document, and how the keys of new ones begin.
LISTED = {"options": ("value", ""), "rows": ("key", "s")}


class LinesDiffer(ValueError):
    """A line of another language has no counterpart in the first.

    Args:
        language: of the line.
        number: of the line.
    """

    def __init__(self, language: str, number: int) -> None:
        super().__init__(language, number)
        self.language, self.number = language, number


def language_name(code: str) -> str:
    """Return what a language is called in the reader's; its code where nobody has named it."""
    try:
        return str(_(get_language_info(code)["name_translated"]))
    except KeyError:
        return code


def text_values(name: str, text: Text, languages: Sequence[str]) -> dict[str, str]:
    """Return field → words of a text."""
    return {f"{name}_{language}": text.get(language, "") for language in languages}


def written_text(name: str, before: Text, values: Mapping[str, Any], languages: Sequence[str]) -> Text:
    """Return a text with the words of a form. What the form did not show stays."""
    text = before | {each: values[f"{name}_{each}"] for each in languages if f"{name}_{each}" in values}
    return {language: words for language, words in text.items() if words}


def details_values(survey: Mapping[str, Any], content: Content | None) -> dict[str, Any]:
    """Return what a survey's own form shows: the fields of its row, and the title that people read."""
    title = text_values("title", content.get("title", {}), content["languages"]) if content else {}
    return dict(survey) | title


def block_values(block: Block, languages: Sequence[str]) -> dict[str, Any]:
    """Return what the form of a part shows."""
    texts = text_values("title", block["title"], languages) | text_values("purpose", block["purpose"], languages)
    return texts | {"audience": block["audience"]}


def written_block(block: Block, values: Mapping[str, Any], languages: Sequence[str]) -> Block:
    """Return the part with what a form says."""
    changed = cast("Block", dict(block))
    changed["title"] = written_text("title", block["title"], values, languages)
    changed["purpose"] = written_text("purpose", block["purpose"], values, languages)
    changed["audience"] = values["audience"]
    return changed


def question_values(question: Question, languages: Sequence[str]) -> dict[str, Any]:
    """Return what the form of a question shows; of its kind some of it is left out."""
    values: dict[str, Any] = {}
    stored = cast("dict[str, Any]", question)
    for name in ("text", "help"):
        values |= text_values(name, stored[name], languages)
    for name in LISTED:
        values |= {f"{name}_{each}": _lines(stored[name], each) for each in languages}
    condition, use, shows_help = question["show_if"], question["matching"], question.get("help_if")
    return values | {
        "required": question["required"],
        "least": question["least"],
        "most": question["most"],
        "show_if": condition["question"] if condition else "",
        "show_if_values": condition["values"] if condition else [],
        "help_if": shows_help["values"] if shows_help else [],
        "meaning": use["meaning"] if use else "",
        "weight": use["weight"] if use else None,
    }


def written_question(
    question: Question, values: Mapping[str, Any], languages: Sequence[str], decided: Mapping[str, Question]
) -> Question:
    """Return the question with what a form says; what its form has no field for stays.

    Args:
        question: as it is stored, or an empty one.
        values: field → value of a valid form.
        languages: of the survey.
        decided: key → question of those on which it can depend.

    Raises:
        LinesDiffer: a line of another language has none in the first.
    """
    changed = cast("dict[str, Any]", dict(question))
    for name in ("text", "help"):
        changed[name] = written_text(name, changed[name], values, languages)
    for name in LISTED:
        if f"{name}_{languages[0]}" in values:
            changed[name] = written_lines(name, changed[name], values, languages)
    changed |= {name: values[name] for name in ("required", "least", "most") if name in values}
    if "show_if" in values:
        changed["show_if"] = _condition(values, decided)
    if "help_if" in values:
        known = {option["value"] for option in changed["options"]}
        shows_help = [value for value in values["help_if"] if value in known]
        changed["help_if"] = {"values": shows_help} if shows_help else None
    if "meaning" in values:
        weight = values.get("weight")
        use = {"meaning": values["meaning"], "weight": 1 if weight is None else weight}
        changed["matching"] = use if values["meaning"] else None
    return cast("Question", changed)


def _condition(values: Mapping[str, Any], decided: Mapping[str, Question]) -> ShowIf | None:
    """The answers that were chosen before another question was named go with the earlier one."""
    question = decided.get(values["show_if"])
    if question is None:
        return None
    known = [option["value"] for option in question["options"]]
    return ShowIf(question=question["key"], values=[each for each in values.get("show_if_values", ()) if each in known])


def _lines(listed: Iterable[Mapping[str, Any]], language: str) -> str:
    return "\n".join(each["text"].get(language, "") for each in listed).rstrip("\n")


def written_lines(
    name: str, before: Sequence[Mapping[str, Any]], values: Mapping[str, Any], languages: Sequence[str]
) -> list[dict[str, Any]]:
    """Return choices or statements from lines.

    A line that was there keeps its value wherever it stands now, and a line that was reworded keeps that of its place:
    so what depends on an answer still does.

    Raises:
        LinesDiffer: a line of another language has none in the first.
    """
    first, *others = languages
    columns = [[line.strip() for line in values.get(f"{name}_{each}", "").split("\n")] for each in languages]
    lines = []
    for number, words in enumerate(zip_longest(*columns, fillvalue=""), 1):
        if words[0]:
            lines.append({each: said for each, said in zip(languages, words, strict=True) if said})
        elif any(words):
            raise LinesDiffer(next(each for each, said in zip(others, words[1:], strict=True) if said), number)
    called, prefix = LISTED[name]
    keys = _kept_keys([line[first] for line in lines], [(each[called], each["text"].get(first, "")) for each in before])
    taken = {each[called] for each in before}
    made = []
    for line, kept in zip(lines, keys, strict=True):
        key = kept or new_key(prefix, taken)
        taken.add(key)
        made.append({called: key, "text": line})
    return made


def _kept_keys(lines: Sequence[str], before: Sequence[tuple[str, str]]) -> list[str]:
    """The key of each line: of the same words, else of the place where they were; empty for a new line."""
    left = dict(before)
    keys = [""] * len(lines)
    for at, line in enumerate(lines):
        keys[at] = next((key for key, words in left.items() if words == line), "")
        left.pop(keys[at], None)
    for at, (key, _words) in enumerate(before[: len(lines)]):
        if key in left and not keys[at]:
            keys[at] = key
    return keys

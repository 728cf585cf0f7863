"""A template of a program as one file: what it holds, how it is read, checked and written.

The file is JSON in UTF-8. `format` and `version` name this format; `name` and `summary` say what it is for; `settings`
holds fields of `Program`; `year` says how many days each date is from the first day of term, with a time of day for
what is an instant; `handbook` is a list of chapters. `reminders`, `messages`, `training`, `surveys` and other parts
that an app has registered may follow (`template_extras`); those that nobody knows, of later versions of the software,
are left out and named.
Whatever is wrong is named with its place, and nothing of the file is used.
"""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from datetime import time
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError
from programs.imports.template_extras import template_extras
from programs.imports.template_parts import Part, Problem, chapter_problems, settings_problems, year_problems
from programs.presentation.year_plan import Plan, PlannedDay

FORMAT = "mentorship-program-template"
VERSION = 1
_LONGEST = {"name": 80, "summary": 300}
_PARTS = ("format", "version", "name", "summary", "settings", "year", "handbook")


class TemplateRefused(DomainError):
    """A file is no template, or something in it is wrong.

    Args:
        problems: what, each with its place.
    """

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(_("Nothing was saved. Correct the file, then upload it again."), field="file")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class TemplateChapter:
    """A chapter of the handbook, in Markdown."""

    title: str
    audience: str
    body: str
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class ProgramTemplate:
    """What a program begins with.

    Attributes:
        name: what the template is called.
        summary: what it is for, in a sentence or two.
        settings: field → value of a `Program`.
        plan: the dates of a year, from the first day of term.
        chapters: the handbook.
        extras: name → value of the parts that other apps know.
        left_out: parts of the file that this version does not know.
    """

    name: str
    summary: str
    settings: Mapping[str, Any]
    plan: Plan
    chapters: tuple[TemplateChapter, ...]
    extras: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def read_template(content: bytes) -> ProgramTemplate:
    """Return the template that a file holds.

    Raises:
        TemplateRefused: it is no template, or something in it is wrong.
    """
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
        whole = all(_is_text(text) for text in _texts(document))
    except (ValueError, RecursionError):
        raise TemplateRefused([Problem("", _("This isn’t a template: it can’t be read as JSON."))]) from None
    if not whole:
        raise TemplateRefused([Problem("", _("It holds characters that no text has. Save it as UTF-8."))])
    return template_of(document)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from (name, *_texts(item))
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _is_text(text: str) -> bool:
    """Whether a database can keep it: no NUL, no half of a character."""
    return not any(letter == "\x00" or "\ud800" <= letter <= "\udfff" for letter in text)


def _no_number(_text: str) -> float:
    raise ValueError


def template_of(document: Any) -> ProgramTemplate:
    """Return the template that a document says, after it was checked.

    Raises:
        TemplateRefused: something in it is wrong.
    """
    problems = list(_problems(document))
    if problems:
        raise TemplateRefused(problems)
    known = {*_PARTS, *(extra.name for extra in template_extras())}
    return ProgramTemplate(
        name=document["name"].strip(),
        summary=document["summary"].strip(),
        settings=document["settings"],
        plan={name: _planned(value) for name, value in document["year"].items()},
        chapters=tuple(TemplateChapter(**chapter) for chapter in document["handbook"]),
        extras={extra.name: document[extra.name] for extra in template_extras() if extra.name in document},
        left_out=tuple(name for name in document if name not in known),
    )


def _planned(value: Mapping[str, Any]) -> PlannedDay:
    return PlannedDay(value["days"], time.fromisoformat(value["at"]) if "at" in value else None)


def _problems(document: Any) -> Iterator[Problem]:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        yield Problem("format", _("This isn’t a template of a program."))
        return
    version = document.get("version")
    if type(version) is not int or version < 1:
        yield Problem("version", _("Enter a whole number."))
    elif version > VERSION:
        yield Problem("version", _("It was made by a newer version of this software. Update this site first."))
    if version != VERSION:
        return
    for name, longest in _LONGEST.items():
        text = document.get(name)
        if not isinstance(text, str) or not text.strip() or len(text) > longest:
            yield Problem(name, _("Enter a text of at most %(n)d characters.") % {"n": longest})
    parts: tuple[tuple[str, type, Part], ...] = (
        ("settings", dict, settings_problems),
        ("year", dict, year_problems),
        ("handbook", list, chapter_problems),
    )
    for name, kind, problems in parts:
        part = document.get(name)
        if isinstance(part, kind):
            yield from problems(part)
        else:
            yield Problem(name, _("This part is missing, or isn’t what it should be."))
    yield from (
        problem
        for extra in template_extras()
        if extra.name in document
        for problem in extra.problems(document[extra.name])
    )


def document_of(template: ProgramTemplate) -> dict[str, Any]:
    """Return what a template's file says; nothing of it is shared with the template."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "name": template.name,
        "summary": template.summary,
        "settings": dict(template.settings),
        "year": {name: _written(planned) for name, planned in template.plan.items()},
        "handbook": [asdict(chapter) for chapter in template.chapters],
        **deepcopy(dict(template.extras)),
    }


def _written(planned: PlannedDay) -> dict[str, Any]:
    at = {} if planned.at is None else {"at": planned.at.isoformat("minutes")}
    return {"days": planned.days, **at}


def write_template(template: ProgramTemplate) -> bytes:
    """Return the file of a template."""
    return json.dumps(document_of(template), ensure_ascii=False, indent=1).encode()

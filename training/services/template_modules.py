"""The modules of a program as a part of a template: what each says of itself, and its steps."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from programs.imports.template_extras import TemplateExtra, register_extra
from programs.imports.template_parts import Problem, model_problems
from programs.models import Program
from training.models import ModuleVersion, Step
from training.queries.modules import written_modules
from training.services.starter import add_modules, starter_texts

_NAME = "training"
_MOST_MODULES, _MOST_STEPS = 30, 40
_LONGEST = {"text": 240, "reason": 1000}


def _problems(value: Any) -> Iterator[Problem]:
    if not isinstance(value, list) or len(value) > _MOST_MODULES:
        yield Problem(_NAME, _("It’s a list of at most %(n)d modules.") % {"n": _MOST_MODULES})
        return
    for number, module in enumerate(value, 1):
        yield from _module_problems(module, f"{_NAME}, module {number}")


def _module_problems(module: Any, place: str) -> Iterator[Problem]:
    if not isinstance(module, dict) or module.keys() != {*ModuleVersion.DETAILS, "steps"}:
        yield Problem(place, _("A module needs %(parts)s and steps.") % {"parts": ", ".join(ModuleVersion.DETAILS)})
        return
    details = {name: module[name] for name in ModuleVersion.DETAILS}
    kinds = {"minutes": int, "required": bool, "renew_after_years": int}
    if wrong := [name for name in details if type(details[name]) is not kinds.get(name, str)]:
        yield Problem(f"{place}, {wrong[0]}", _("This isn’t the kind of value that belongs here."))
        return
    yield from model_problems(ModuleVersion(**details), details, place)
    if not isinstance(module["steps"], list) or len(module["steps"]) > _MOST_STEPS:
        yield Problem(f"{place}, steps", _("It’s a list of at most %(n)d steps.") % {"n": _MOST_STEPS})
        return
    for number, step in enumerate(module["steps"], 1):
        yield from _step_problems(step, f"{place}, step {number}")


def _step_problems(step: Any, place: str) -> Iterator[Problem]:
    if not isinstance(step, dict) or step.keys() != {"kind", *Step.TEXT}:
        yield Problem(place, _("A step needs a kind, a title, a body and choices, and nothing else."))
    elif not all(isinstance(step[name], str) for name in ("kind", "title", "body")):
        yield Problem(place, _("Kind, title and body are texts."))
    else:
        yield from model_problems(Step(**step), ("kind", "title", "body"), place)
        yield from _choice_problems(step["kind"], step["choices"], f"{place}, choices")


def _choice_problems(kind: str, choices: Any, place: str) -> Iterator[Problem]:
    if not isinstance(choices, list) or not all(map(_is_choice, choices)):
        yield Problem(place, _("Each answer has a text, what it leads to, and whether it fits."))
    elif kind in Step.ANSWERED and not 2 <= len(choices) <= 4:
        yield Problem(place, _("Two to four answers are needed."))
    elif kind == Step.Kind.CHECK and not any(choice["fits"] for choice in choices):
        yield Problem(place, _("At least one answer has to fit."))
    elif kind not in Step.ANSWERED and choices:
        yield Problem(place, _("Only a case and a check have answers."))


def _is_choice(choice: Any) -> bool:
    if not isinstance(choice, dict) or choice.keys() != {*_LONGEST, "fits"} or type(choice["fits"]) is not bool:
        return False
    texts = [(choice[name], longest) for name, longest in _LONGEST.items()]
    return all(isinstance(text, str) and text.strip() and len(text) <= longest for text, longest in texts)


def _written(program: Program) -> list[dict[str, Any]]:
    """What is in force of each module, else its draft; what was withdrawn stays behind."""
    shown = [each.published or each.draft for each in written_modules(program)]
    versions = [version for version in shown if version]
    prefetch_related_objects(versions, "steps")
    return [_text_of(version) for version in versions]


def _text_of(version: ModuleVersion) -> dict[str, Any]:
    steps = [
        {"kind": step.kind, "title": step.title, "body": step.body, "choices": [c.as_json() for c in step.choice_list]}
        for step in version.steps.all()
    ]
    return {**{name: getattr(version, name) for name in ModuleVersion.DETAILS}, "steps": steps}


def _put_into(program: Program, value: list[dict[str, Any]], _by: User, _now: datetime) -> None:
    add_modules(program, value)


def _told(value: list[dict[str, Any]], _program: Program) -> list[str]:
    return [
        ngettext("%(title)s, %(n)d minute", "%(title)s, %(n)d minutes", text["minutes"])
        % {"title": text["title"], "n": text["minutes"]}
        for text in value
    ]


def _shipped(titles: list[str] | None) -> list[dict[str, Any]]:
    """The modules that come with the software, of these titles."""
    texts = {text["title"]: text for text in starter_texts()}
    return [_whole(texts[title]) for title in titles or ()]


def _whole(text: dict[str, Any]) -> dict[str, Any]:
    steps = [
        {
            "kind": step["kind"],
            "title": step["title"],
            "body": step["body"].strip(),
            "choices": [{"fits": False} | choice for choice in step.get("choices", [])],
        }
        for step in text["steps"]
    ]
    return {**text, "steps": steps}


def register_modules() -> None:
    """Make the part known to templates."""
    register_extra(
        TemplateExtra(
            name=_NAME,
            title=gettext_lazy("Training"),
            problems=_problems,
            written=_written,
            put_into=_put_into,
            told=_told,
            shipped=_shipped,
        )
    )

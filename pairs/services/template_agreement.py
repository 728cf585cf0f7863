"""The questions of a program's agreements as a part of a template."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.revised_forms import REVISION
from pairs.models import AgreementQuestion
from pairs.queries.agreements import question_rows
from pairs.services.agreement_questions import replace_questions
from programs.imports.template_extras import TemplateExtra, register_extra
from programs.imports.template_parts import Problem, model_problems
from programs.models import Program

_NAME = "agreement"
_MOST = 20
_TYPES = {"key": str, "heading": str, "text": str, "retired": bool}
_KEY = re.compile(r"[a-z0-9-]{1,40}")


def _problems(value: Any) -> Iterator[Problem]:
    if not isinstance(value, list) or not 1 <= len(value) <= _MOST:
        yield Problem(_NAME, _("It’s a list of at most %(n)d questions.") % {"n": _MOST})
        return
    keys: set[str] = set()
    for number, question in enumerate(value, 1):
        place = f"{_NAME}, question {number}"
        if not isinstance(question, dict) or question.keys() != _TYPES.keys():
            yield Problem(place, _("A question needs a key, a heading, a text and whether it’s retired."))
        elif not all(type(question[name]) is kind for name, kind in _TYPES.items()):
            yield Problem(place, _("This isn’t the kind of value that belongs here."))
        elif not _KEY.fullmatch(question["key"]) or question["key"] in keys | {REVISION}:
            yield Problem(f"{place}, key", _("Use small letters, digits and hyphens, and each key once."))
        else:
            keys.add(question["key"])
            yield from model_problems(AgreementQuestion(**question), ("heading", "text"), place)


def _written(program: Program) -> list[dict[str, Any]] | None:
    return question_rows(program) if program.agreement_questions.exists() else None


def _put_into(program: Program, value: list[dict[str, Any]], _by: User, _now: datetime) -> None:
    replace_questions(program, value)


def _told(value: list[dict[str, Any]], program: Program) -> list[str]:
    return [question["heading"] for question in value if not question["retired"]] if program.has_agreements else []


def register_agreement_part() -> None:
    """Make the part known to templates."""
    register_extra(
        TemplateExtra(
            name=_NAME,
            title=gettext_lazy("Questions of the agreement"),
            problems=_problems,
            written=_written,
            put_into=_put_into,
            told=_told,
            shipped=lambda own: own,
        )
    )

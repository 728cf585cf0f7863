"""The surveys of a program as a part of a template: name, when, who is asked, and the questions."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from programs.imports.template_extras import TemplateExtra, register_extra
from programs.imports.template_parts import Problem
from programs.models import Program
from surveys.imports.question_library import library
from surveys.models import Asked, Phase, Survey
from surveys.models.content import questions_of
from surveys.models.content_check import content_problems
from surveys.queries.surveys import written_surveys
from surveys.services.draft_sources import content_of_occasion
from surveys.services.versions import create_survey

_NAME = "surveys"
_MOST = 20
_FIELDS = {"name", "phase", "asked", "content"}


def _problems(value: Any) -> Iterator[Problem]:
    if not isinstance(value, list) or len(value) > _MOST:
        yield Problem(_NAME, _("It’s a list of at most %(n)d surveys.") % {"n": _MOST})
        return
    names: set[str] = set()
    for number, survey in enumerate(value, 1):
        place = f"{_NAME}, survey {number}"
        if not isinstance(survey, dict) or survey.keys() != _FIELDS:
            yield Problem(place, _("A survey needs a name, a phase, who is asked, and its content."))
        else:
            yield from _survey_problems(survey, place, names)


def _survey_problems(survey: dict[str, Any], place: str, names: set[str]) -> Iterator[Problem]:
    name, longest = survey["name"], Survey._meta.get_field("name").max_length or 0
    if not isinstance(name, str) or not name.strip() or len(name) > longest or name in names:
        yield Problem(f"{place}, name", _("Give it a name of its own, of at most %(n)d letters.") % {"n": longest})
    else:
        names.add(name)
    for field, kind in (("phase", Phase), ("asked", Asked)):
        if survey[field] not in kind.values:
            yield Problem(f"{place}, {field}", _("Choose one of: %(values)s.") % {"values": ", ".join(kind.values)})
    for problem in content_problems(survey["content"]):
        where = f"{place}, {problem.place}" if problem.place else place
        yield Problem(where, problem.message)


def _written(program: Program) -> list[dict[str, Any]]:
    """What is published of each survey, else its draft; what is retired, or not complete yet, stays behind."""
    return [
        {"name": one.survey.name, "phase": one.survey.phase, "asked": one.survey.asked, "content": content}
        for one in written_surveys(program)
        if not one.survey.retired and not content_problems(content := (one.published or one.shown).content)
    ]


def _put_into(program: Program, value: list[dict[str, Any]], _by: User, _now: datetime) -> None:
    """As drafts, to be read before anybody is asked."""
    for survey in value:
        create_survey(
            program,
            name=survey["name"],
            phase=Phase(survey["phase"]),
            asked=Asked(survey["asked"]),
            content=survey["content"],
        )


def _told(value: list[dict[str, Any]], _program: Program) -> list[str]:
    return [_line(survey, sum(1 for _each in questions_of(survey["content"]))) for survey in value]


def _line(survey: dict[str, Any], count: int) -> str:
    return ngettext("%(name)s, %(n)d question (%(asked)s)", "%(name)s, %(n)d questions (%(asked)s)", count) % {
        "name": survey["name"],
        "n": count,
        "asked": Asked(survey["asked"]).label,
    }


def _shipped(occasions: list[str] | None) -> list[dict[str, Any]] | None:
    """A survey of mentees for each of these occasions of the library."""
    if occasions is None:
        return None
    return [
        {
            "name": occasion.title,
            "phase": occasion.phases[0].value,
            "asked": Asked.MENTEES.value,
            "content": content_of_occasion(occasion, Asked.MENTEES),
        }
        for occasion in library()
        if occasion.key in occasions
    ]


def register_surveys() -> None:
    """Make the part known to templates."""
    register_extra(
        TemplateExtra(
            name=_NAME,
            title=gettext_lazy("Surveys"),
            problems=_problems,
            written=_written,
            put_into=_put_into,
            told=_told,
            shipped=_shipped,
        )
    )

"""What may stand in the parts of a template: settings, dates, chapters. Each problem is named with its place."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from programs.models import Chapter, Program
from programs.presentation.year_plan import DAYS, INSTANTS, out_of_order

# What a program is, without its name, its address and its people.
SETTINGS = (
    "tagline", "lead", "purpose", "mentee_gains", "mentor_gains", "time_costs", "pairing_steps", "eligibility",
    "mentoring_rules", "format", "pairing", "cadence_days", "session_minutes", "expected_sessions", "list_length",
    "answers_before_ratings", "academic_counseling", "conflict_policy", "open_requests", "offer_days",
    "silence_rule", "unranked_rule", "mentors_each", "mentors_rank", "takes_volunteers", "second_publisher",
    "voluntary_question", "voluntary_choices", "peers_ask", "agreement_rule",
)  # fmt: skip
OPTIONAL_DAYS = ("first_meeting_by", "mid_year_on")
_FARTHEST = 730
_MOST_CHAPTERS = 60
_MAY_BE_LEFT_OUT = {"purpose"}
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
# Any day will do: only the distances count.
_SOME_DAY = date(2027, 9, 6)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong in a file.

    Attributes:
        place: where, as the file names it: `handbook, chapter 3, title`; empty for the file as a whole.
        text: what, and what to do.
    """

    place: str
    text: str


Part = Callable[[Any], Iterator[Problem]]


def settings_problems(settings: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong in the settings of a program."""
    fit = {}
    for name, value in settings.items():
        if name not in SETTINGS:
            yield Problem(f"settings, {name}", _("A program has no such setting."))
        elif type(value) is not _kind_of(name):
            yield Problem(f"settings, {name}", _("This isn’t the kind of value that this setting takes."))
        else:
            fit[name] = value
    program = Program(**fit)
    yield from model_problems(program, fit, "settings")
    if program.academic_counseling and program.conflict_policy == Program.ConflictPolicy.WARN:
        text = _("A program that offers academic counseling has to rule out the pairing. Choose that.")
        yield Problem("settings, conflict_policy", text)


def _kind_of(name: str) -> type:
    field = Program._meta.get_field(name)
    if isinstance(field, models.BooleanField):
        return bool
    return int if isinstance(field, models.IntegerField) else str


def model_problems(row: models.Model, names: Any, place: str) -> Iterator[Problem]:
    """Yield what the fields of a model refuse, of those that are named."""
    others = {field.name for field in row._meta.fields} - set(names)
    try:
        row.clean_fields(exclude=others)
    except ValidationError as error:
        for name, texts in error.message_dict.items():
            yield from (Problem(f"{place}, {name}", text) for text in texts)


def year_problems(year: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong in the dates of a year."""
    for name in (*DAYS, *INSTANTS):
        if name not in year and name not in OPTIONAL_DAYS:
            yield Problem(f"year, {name}", _("This date is missing."))
    days = {"term_starts_on": _SOME_DAY}
    for name, value in year.items():
        if name not in DAYS and name not in INSTANTS:
            yield Problem(f"year, {name}", _("A year has no such date."))
        elif problem := _day_problem(name, value):
            yield Problem(f"year, {name}", problem)
        else:
            days[name] = _SOME_DAY + timedelta(days=value["days"])
    if {*INSTANTS} <= days.keys() and days["ranking_closes_at"] <= days["ranking_opens_at"]:
        yield Problem("year, ranking_closes_at", _("Ranking must close after it opens."))
    yield from (Problem(f"year, {name}", text) for name, text in out_of_order(days))


def _day_problem(name: str, value: Any) -> str:
    keys = {"days", "at"} if name in INSTANTS else {"days"}
    if not isinstance(value, dict) or value.keys() != keys:
        return _("It needs “days”, and “at” with a time if it’s when ranking opens or closes.")
    if type(value["days"]) is not int or abs(value["days"]) > _FARTHEST:
        return _("Enter whole days, at most %(n)d from the first day of term.") % {"n": _FARTHEST}
    if "at" in keys and not (isinstance(value["at"], str) and _TIME.fullmatch(value["at"])):
        return _("Enter a time such as 17:00.")
    return ""


def chapter_problems(chapters: list[Any]) -> Iterator[Problem]:
    """Yield what is wrong in the chapters of a handbook."""
    if len(chapters) > _MOST_CHAPTERS:
        yield Problem("handbook", _("There can be at most %(n)d chapters.") % {"n": _MOST_CHAPTERS})
        return
    for number, chapter in enumerate(chapters, 1):
        place = f"handbook, chapter {number}"
        if not isinstance(chapter, dict) or _MAY_BE_LEFT_OUT | chapter.keys() != {*Chapter.TEXT}:
            yield Problem(
                place, _("A chapter needs a title, an audience and a body; a purpose may follow, and nothing else.")
            )
        elif not all(isinstance(value, str) for value in chapter.values()):
            yield Problem(place, _("Title, audience, purpose and body are texts."))
        else:
            yield from model_problems(Chapter(**chapter), chapter, place)

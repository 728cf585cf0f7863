"""The reminders of a program as a part of a template: kind → days."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from programs.imports.template_extras import TemplateExtra, register_extra
from programs.imports.template_parts import Problem
from programs.models import Program, ReminderKind
from programs.models.reminders import MOST_DAYS, MOST_REMINDERS, are_reminder_days, usual_reminders
from programs.queries.reminders import reminder_kinds
from programs.services.reminders import set_reminders

_NAME = "reminders"


def _problems(value: Any) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(_NAME, _("This part is missing, or isn’t what it should be."))
        return
    for kind, days in value.items():
        if kind not in ReminderKind.values:
            yield Problem(f"{_NAME}, {kind}", _("There’s no such reminder."))
        elif not are_reminder_days(days):
            words = _("Enter up to %(n)d different numbers of days from 1 to %(most)d.")
            yield Problem(f"{_NAME}, {kind}", words % {"n": MOST_REMINDERS, "most": MOST_DAYS})


def _put_into(program: Program, value: dict[str, list[int]], by: User, now: datetime) -> None:
    set_reminders(program, days=value, by=by, now=now)


def _told(value: dict[str, list[int]], program: Program) -> list[str]:
    kinds = [kind for kind in reminder_kinds(program) if kind in value]
    return [_("%(kind)s: %(days)s") % {"kind": kind.label, "days": _days(kind, value[kind])} for kind in kinds]


def _days(kind: ReminderKind, days: list[int]) -> str:
    if not days:
        return _("no reminder")
    if kind in (ReminderKind.LISTS, ReminderKind.TRAINING):
        words = ngettext("%(days)s day before lists close", "%(days)s days before lists close", max(days))
    else:
        words = ngettext("after %(days)s day", "after %(days)s days", max(days))
    return words % {"days": ", ".join(map(str, days))}


def register_reminders() -> None:
    """Make the part known to templates."""
    register_extra(
        TemplateExtra(
            name=_NAME,
            title=gettext_lazy("Reminders"),
            problems=_problems,
            written=lambda program: {kind.value: program.reminder_days(kind) for kind in ReminderKind},
            put_into=_put_into,
            told=_told,
            shipped=lambda own: usual_reminders() | (own or {}),
        )
    )

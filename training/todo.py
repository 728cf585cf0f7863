"""What waits for mentors about training."""

from collections.abc import Iterable
from datetime import datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.todo import Task
from programs.models import Cycle, Program
from programs.todo import cycle_task
from training.queries.modules import required_of
from training.queries.taking import OwnModule, own_modules


def tasks_for(user: User, cycles: Iterable[Cycle], *, now: datetime) -> list[Task]:
    """Return, for each program that asks for it, the modules that `user` has still to do. Two queries for all.

    Args:
        user: the reader.
        cycles: those in which `user` mentors and needs the training, with program and institution.
        now: the instant of the page.
    """
    asked = {one.program_id: one for one in cycles if one.program.readiness_rule != Program.ReadinessRule.OFF}
    if not asked:
        return []
    own = own_modules(user, required_of(asked), day=now.astimezone(user.zone).date())
    found = []
    for key, cycle in asked.items():
        if todo := [one for one in own if one.version.module.program_id == key and not one.is_done]:
            found.append(_task(user, cycle, todo, now))
    return found


def _task(user: User, cycle: Cycle, todo: list[OwnModule], now: datetime) -> Task:
    minutes = sum(one.version.minutes for one in todo)
    first = todo[0]
    title = ngettext(
        "Take the module “%(title)s”", "Take %(n)s modules of the training, “%(title)s” first", len(todo)
    ) % {"n": len(todo), "title": first.version.title}
    again = _("It’s due again.") if first.is_due else ""
    text = _("About %(n)s minutes. You can stop after any step.") % {"n": minutes}
    return cycle_task(
        user,
        cycle,
        due=_due(cycle, first),
        now=now,
        title=title,
        text=f"{again} {text}".strip(),
        url=reverse("training:show-module", args=[cycle.program.slug, first.version.module.slug]),
        action=_("Go on") if first.is_under_way else _("Start"),
    )


def _due(cycle: Cycle, first: OwnModule) -> datetime:
    """The day on which it is due again, or on which ranking opens."""
    if first.is_due and first.training and first.training.renew_on:
        return datetime.combine(first.training.renew_on, time.min, cycle.program.institution.zone)
    return cycle.ranking_opens_at

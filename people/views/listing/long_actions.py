"""What is done with hundreds of rows of a list: confirmed on its page, carried out by the worker."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.timezone import override
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from core.lists.actions import Action, LeftOut, Report
from core.lists.reading import Reading
from core.lists.registry import get_list
from people.presentation.lists.year import Year
from programs.models import Cycle, LongStep
from programs.services.long_steps import Outcome, ask_for_long_step, register_worker
from programs.tasks import start_long_step

_ACTION_OF_LIST = "action_of_list"


def act_later(
    request: SignedInRequest, reading: Reading[Year, Any], action: Action[Year, Any], rows: Sequence[Any], *, back: str
) -> HttpResponse:
    """Leave rows that were confirmed to the worker, and lead to the page that follows it."""
    year = reading.scope
    step = ask_for_long_step(
        year.program,
        kind=_ACTION_OF_LIST,
        title=action.button(len(rows)),
        back=back,
        about={
            "list": reading.definition.name,
            "action": action.key,
            "year": year.cycle.pk,
            "rows": [row.pk for row in rows],
            "data": request.POST.urlencode(),
        },
        total=len(rows),
        by=request.user,
        now=year.now,
    )
    start_long_step(step.pk)
    return redirect("programs:follow-long-step", slug=year.program.slug, pk=step.pk)


def _carry_out(step: LongStep, about: Mapping[str, Any], report: Report, now: datetime) -> Outcome:
    cycle = Cycle.objects.select_related("program__institution").get(pk=about["year"])
    year = Year(cycle, step.by, now, report=report)
    definition = get_list(about["list"])
    actions = definition.part.actions if definition is not None and definition.allowed(year) else ()
    action = next((each for each in actions if each.key == about["action"] and each.offered(year)), None)
    if definition is None or action is None:
        return Outcome(refusal=_("Nothing was done: this can’t be done with the list anymore."))
    rows = list(definition.rows(year).filter(pk__in=about["rows"]).order_by("pk"))
    why = action.why_not(year, rows)
    meant = [row for row in rows if row.pk not in why]
    with override(cycle.program.institution.zone):
        form = action.form(QueryDict(about["data"]), scope=year) if action.form else None
        if form is not None and not form.is_valid():
            return Outcome(refusal=_("Nothing was done: what you entered no longer fits. Try again."))
        refused = action.run(year, meant, form.cleaned_data if form else {})
    left_out = [LeftOut(definition.label(row), why[row.pk]) for row in rows if row.pk in why]
    number = len(meant) - len(refused)
    return Outcome(action.done(number) if number else "", [*refused, *left_out])


def register_actions_of_lists() -> None:
    """Make them known to the worker."""
    register_worker(_ACTION_OF_LIST, _carry_out)

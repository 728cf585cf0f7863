"""Doing one thing with many rows: a page that says how many it is and whom it concerns, then the deed."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import override
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from core.lists.actions import Action, LeftOut
from core.lists.exports import FORMATS, list_file
from core.lists.left_out import said_of, summed_up
from core.lists.reading import Reading
from core.lists.selection import Selection, revision_of_rows
from core.methods import form_page
from people.presentation.lists.year import Year
from people.services.exports import record_export
from people.views.listing.long_actions import act_later
from people.views.listing.pages import address_of, reading_for
from programs.access import get_configurable_years_for
from programs.services.long_steps import AT_ONCE

_NAMES_SHOWN = 20
_EXPORT, _MESSAGE = "export", "message"


@form_page
def act_on_list(request: SignedInRequest, slug: str, name: str) -> HttpResponse:
    """Ask what the address says of the rows that it chooses; a post does it."""
    _program, cycles = get_configurable_years_for(request.user, slug)
    reading = reading_for(request, cycles, name)
    if reading is None:
        raise Http404
    selection = Selection(reading, request.GET)
    key = request.GET.get("do")
    if key == _MESSAGE and reading.definition.people:
        query = request.GET.copy()
        query.pop("do")
        return redirect(f"{reverse('people:write-message', args=[slug, name])}?{query.urlencode()}")
    if key == _EXPORT:
        return _export(request, reading, selection)
    if not key:
        return nothing_chosen(request, reading)
    action = next((each for each in reading.actions if each.key == key), None)
    if action is None:
        raise Http404
    rows = list(selection.rows)
    return _act(request, reading, action, rows) if rows else nothing_chosen(request, reading)


def nothing_chosen(request: SignedInRequest, reading: Reading[Year, Any]) -> HttpResponse:
    """Back to the list, which says how rows are chosen."""
    messages.warning(request, _("Choose who it’s for: check their boxes, or the one for all that match."))
    return redirect(back_to(reading))


def back_to(reading: Reading[Year, Any]) -> str:
    """The address of the list as it was."""
    return address_of(reading.scope.program.slug, reading.definition.name, reading.query())


def whom(rows: Sequence[Any], label: Callable[[Any], str], left_out: Iterable[LeftOut]) -> dict[str, Any]:
    """Return what a page that asks says of whom it concerns: how many, the first names, and who is left out and why."""
    return {
        "number": len(rows),
        "names": [label(row) for row in rows[:_NAMES_SHOWN]],
        "more": max(0, len(rows) - _NAMES_SHOWN),
        "left_out": summed_up(left_out),
    }


def _act(
    request: SignedInRequest, reading: Reading[Year, Any], action: Action[Year, Any], rows: Sequence[Any]
) -> HttpResponse:
    why = action.why_not(reading.scope, rows)
    meant = [row for row in rows if row.pk not in why]
    label = reading.definition.label
    left_out = [LeftOut(label(row), why[row.pk]) for row in rows if row.pk in why]
    revision = revision_of_rows(meant)
    form = action.form(request.POST or None, scope=reading.scope) if action.form else None
    changed = request.method == "POST" and request.POST.get("revision") != revision
    if request.method == "POST" and not changed and meant and (form is None or form.is_valid()):
        if action.row_by_row and len(meant) > AT_ONCE:
            return act_later(request, reading, action, meant, back=back_to(reading))
        refused = action.run(reading.scope, meant, form.cleaned_data if form else {})
        say_what_was_done(request, action.done, number=len(meant) - len(refused), left_out=[*refused, *left_out])
        return redirect(back_to(reading))
    context = {
        "program": reading.scope.program,
        "definition": reading.definition,
        "action": action,
        "question": action.question(len(meant)) if meant else action.label,
        "button": action.button(len(meant)),
        **whom(meant, label, left_out),
        "revision": revision,
        "changed": changed,
        "form": form,
        "back": back_to(reading),
    }
    failed = changed or (form is not None and bool(form.errors))
    with override(reading.scope.program.institution.zone):
        return render(request, "people/act_on_list.html", context, status=422 if failed else 200)


def say_what_was_done(request: SignedInRequest, done: Any, *, number: int, left_out: Sequence[LeftOut]) -> None:
    """Say how many rows it was, and who was left out and why."""
    if number:
        messages.success(request, done(number))
    for each in summed_up(left_out):
        messages.warning(request, said_of(each))


def _export(request: SignedInRequest, reading: Reading[Year, Any], selection: Selection[Year, Any]) -> HttpResponse:
    rows = selection.rows
    number = rows.count()
    if not number:
        return nothing_chosen(request, reading)
    form = request.POST.get("format", "")
    if request.method == "POST" and form in FORMATS:
        return _file(reading, rows, form, number=number)
    context = {
        "program": reading.scope.program,
        "definition": reading.definition,
        "number": number,
        "counted": reading.definition.counted(number),
        "columns": [column.heading for column in reading.known],
        "back": back_to(reading),
    }
    return render(request, "people/export_list.html", context, status=422 if request.method == "POST" else 200)


def _file(reading: Reading[Year, Any], rows: Any, form: str, *, number: int) -> HttpResponse:
    year = reading.scope
    record_export(year.cycle, list_name=reading.definition.name, rows=number, narrowed=sorted(reading.chosen))
    with override(year.program.institution.zone):
        content = list_file(reading, rows, form)
    name = slugify(f"{year.program.name} {year.cycle.name} {reading.definition.name}")
    response = HttpResponse(content, content_type=FORMATS[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response

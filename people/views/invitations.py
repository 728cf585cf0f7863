"""Inviting again: one person, everybody of a list as it is filtered, or a team."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from core.methods import form_page
from core.refusals import refusals_said
from core.revisions import revision_of
from people.models import Enrollment, MentorParticipation
from people.queries.invitations import PERSON, invitable_again, person_of
from people.queries.people import Filters, filters_from, people_of, rows_to_invite
from people.services.invitations import invite_again
from programs.access import get_administered_program_for, get_configurable_program_for
from programs.models import Appointment, Program
from programs.queries.programs import current_cycle

Rows = QuerySet[Enrollment] | QuerySet[MentorParticipation] | QuerySet[Appointment]
_NAMES_SHOWN = 20


@form_page
def invite_people_again(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say how many of the list as it is filtered would be written to; a post writes to them."""
    program = get_configurable_program_for(request.user, slug)
    filters = filters_from(request.GET)
    back = f"{reverse('people:list-people', args=[slug])}?{request.GET.urlencode()}"
    return _confirm(request, program, _rows(program, filters), back=back)


@require_POST
def invite_person_again(request: SignedInRequest, slug: str, role: str, pk: int) -> HttpResponse:
    """Write again to one mentee or mentor of the list."""
    program = get_configurable_program_for(request.user, slug)
    filters = filters_from({"role": role})
    rows: Any = _rows(program, filters).filter(pk=pk)
    if filters.role != role or not rows.exists():
        raise Http404
    with refusals_said(request):
        _say(request, invite_again(rows, now=timezone.now()))
    return redirect(f"{reverse('people:list-people', args=[slug])}?role={role}")


@form_page
def invite_team_again(request: SignedInRequest, slug: str) -> HttpResponse:
    """The same for those who run the program and have never signed in."""
    program = get_administered_program_for(request.user, slug)
    rows = Appointment.objects.filter(program=program)
    return _confirm(request, program, rows, back=reverse("people:list-team", args=[slug]))


def _rows(program: Program, filters: Filters) -> Rows:
    cycle = current_cycle(program)
    if cycle is None:
        raise Http404
    return rows_to_invite(cycle, people_of(cycle, filters))


def _confirm(request: SignedInRequest, program: Program, rows: Any, *, back: str) -> HttpResponse:
    now = timezone.now()
    records = invitable_again(rows, now=now).select_related(PERSON[rows.model])
    people = {person_of(record).pk: person_of(record) for record in records}
    revision = revision_of({"people": sorted(people)})
    changed = request.method == "POST" and request.POST.get("revision") != revision
    if request.method == "POST" and not changed:
        with refusals_said(request):
            _say(request, invite_again(rows, now=now))
        return redirect(back)
    context: Mapping[str, Any] = {
        "program": program,
        "number": len(people),
        "people": list(people.values())[:_NAMES_SHOWN],
        "more": max(0, len(people) - _NAMES_SHOWN),
        "revision": revision,
        "changed": changed,
        "back": back,
    }
    return render(request, "people/invite_again.html", context, status=422 if changed else 200)


def _say(request: SignedInRequest, number: int) -> None:
    text = ngettext("%(n)s person will be invited again.", "%(n)s people will be invited again.", number)
    messages.success(request, text % {"n": number})

"""Inviting a team again."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.requests import SignedInRequest
from core.methods import form_page
from core.refusals import refusals_said
from core.revisions import revision_of
from people.queries.invitations import PERSON, invitable_again, person_of
from people.services.invitations import invite_again
from programs.access import get_administered_program_for
from programs.models import Appointment, Program

_NAMES_SHOWN = 20


@form_page
def invite_team_again(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say how many of those who run the program have never signed in; a post writes to them."""
    program = get_administered_program_for(request.user, slug)
    rows = Appointment.objects.filter(program=program)
    return _confirm(request, program, rows, back=reverse("people:list-team", args=[slug]))


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

"""Inviting a team again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.requests import SignedInRequest
from core.lists.selection import revision_of_rows
from core.methods import form_page
from core.refusals import refusals_said
from people.queries.invitations import invitable_again
from people.services.invitations import invite_again
from programs.access import get_administered_program_for
from programs.models import Appointment

_NAMES_SHOWN = 20


@form_page
def invite_team_again(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say how many of those who run the program have never signed in; a post writes to them."""
    program = get_administered_program_for(request.user, slug)
    now, back = timezone.now(), reverse("people:list-team", args=[slug])
    team = Appointment.objects.filter(program=program)
    silent = invitable_again(team, now=now).select_related("user")
    people = list({appointment.user_id: appointment.user for appointment in silent}.values())
    revision = revision_of_rows(people)
    changed = request.method == "POST" and request.POST.get("revision") != revision
    if request.method == "POST" and not changed:
        with refusals_said(request):
            _say(request, invite_again(team, now=now))
        return redirect(back)
    context = {
        "program": program,
        "number": len(people),
        "people": people[:_NAMES_SHOWN],
        "more": max(0, len(people) - _NAMES_SHOWN),
        "revision": revision,
        "changed": changed,
        "back": back,
    }
    return render(request, "people/invite_again.html", context, status=422 if changed else 200)


def _say(request: SignedInRequest, number: int) -> None:
    text = ngettext("%(n)s person will be invited again.", "%(n)s people will be invited again.", number)
    messages.success(request, text % {"n": number})

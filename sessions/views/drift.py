"""One click about a pair in the queue of its coordinator."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from core.refusals import refusals_said
from pairs.access import get_overseen_mentorship_for
from sessions.services import drift

_STEPS: dict[str, tuple[Callable[..., None], Any]] = {
    "nudge": (drift.nudge_again, _("%(names)s will get an email that helps them find a time.")),
    "ask": (drift.ask_how_it_is, _("%(names)s will get an email. Their answers go to the coordinators.")),
    "talked": (drift.note_talk, _("Noted. %(names)s are out of the queue for now.")),
    "snooze": (drift.snooze, _("%(names)s are out of the queue for two weeks.")),
}


@require_POST
def take_step(request: SignedInRequest, pk: int) -> HttpResponse:
    """Nudge the two, ask them, note a talk, or put them off; then back to the queue."""
    pair = get_overseen_mentorship_for(request.user, pk)
    if request.POST.get("step") not in _STEPS:
        return HttpResponseBadRequest()
    service, done = _STEPS[request.POST["step"]]
    with refusals_said(request):
        service(pair, by=request.user, now=timezone.now())
        names = _("%(mentee)s and %(mentor)s") % {
            "mentee": pair.mentee.display_name,
            "mentor": pair.mentor.display_name,
        }
        messages.success(request, done % {"names": names})
    return redirect(reverse("home") + "?queue=quiet#queue")

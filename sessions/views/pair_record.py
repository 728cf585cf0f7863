"""The record of a pair for those who run its program: dates, lengths and states, no content."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from core.paging import page_of
from pairs.access import get_recorded_mentorship_for
from pairs.models import Mentorship
from pairs.policies import can_oversee
from pairs.presentation.agreement_standing import standing_of, with_standing
from pairs.queries.pauses import present_pause, stand_in_of
from pairs.services.staff_steps import subject_of
from programs.presentation.staff_steps import show_steps
from programs.queries.staff_steps import steps_about
from sessions.presentation.person_page import session_fact
from sessions.queries.sessions import facts_of_pair


@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """Since when, how it came about, pauses, and sessions by date, length, mode and state."""
    pair = get_recorded_mentorship_for(request.user, pk)
    now = timezone.now()
    page = page_of(request, facts_of_pair(pair, request.user))
    context = {
        "pair": pair,
        "can_act": can_oversee(request.user, pair),
        "pause": present_pause(pair),
        "stand_in": stand_in_of(pair),
        "agreement": standing_of(with_standing(Mentorship.objects.filter(pk=pair.pk)).get()),
        "cycle": pair.cycle,
        "program": pair.cycle.program,
        "page": page,
        "facts": [session_fact(session, now=now) for session in page],
        "steps": show_steps(steps_about(subject_of(pair.pk), request.user), request.user, now=now),
        "on_leave": pair.participation is not None and pair.participation.state == "paused",
    }
    return render(request, "sessions/pair_record.html", context)

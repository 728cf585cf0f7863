"""The sessions that fall into the pause of a pair."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.refusals import refusals_said
from pairs.access import get_own_mentorship_for
from pairs.queries.pauses import present_pause
from sessions.queries.pauses import sessions_in_pause
from sessions.services.pauses import cancel_in_pause, move_behind_pause


@require_safe
def list_in_pause(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is planned in the pause, each to be moved or cancelled, or all together; with nothing, the workspace."""
    pair = get_own_mentorship_for(request.user, pk)
    pause = present_pause(pair)
    sessions = list(sessions_in_pause(pair, pause, timezone.now())) if pause else []
    if pause is None or not sessions:
        return redirect("sessions:show-pair", pk=pk)
    agreed = sum(session.state == session.State.SCHEDULED for session in sessions)
    context = {
        "pair": pair,
        "cycle": pair.cycle,
        "other": pair.other_of(request.user),
        "pause": pause,
        "sessions": sessions,
        "agreed": agreed if pause.back_on else 0,
    }
    return render(request, "sessions/list_in_pause.html", context)


@require_POST
def cancel_all(request: SignedInRequest, pk: int) -> HttpResponse:
    """Cancel every session in the pause."""
    pair = get_own_mentorship_for(request.user, pk)
    with refusals_said(request):
        done = cancel_in_pause(pair, by=request.user, now=timezone.now()).done
        told = ngettext(
            "%(n)s session cancelled. %(name)s will get an email.",
            "%(n)s sessions cancelled. %(name)s will get an email.",
            done,
        )
        if done:
            messages.success(request, told % {"n": done, "name": pair.other_of(request.user).given_name})
    return redirect("sessions:show-pair", pk=pk)


@require_POST
def move_all(request: SignedInRequest, pk: int) -> HttpResponse:
    """Propose the same hours after the pause."""
    pair = get_own_mentorship_for(request.user, pk)
    with refusals_said(request):
        result = move_behind_pause(pair, by=request.user, now=timezone.now())
        name = pair.other_of(request.user).given_name
        if result.done:
            told = ngettext(
                "Another time proposed for %(n)s session. %(name)s will be asked.",
                "Other times proposed for %(n)s sessions. %(name)s will be asked.",
                result.done,
            )
            messages.success(request, told % {"n": result.done, "name": name})
        if result.left:
            told = ngettext(
                "For %(n)s session the same hour isn’t free. Move it by itself, or cancel it.",
                "For %(n)s sessions the same hour isn’t free. Move them one by one, or cancel them.",
                len(result.left),
            )
            messages.warning(request, told % {"n": len(result.left)})
            return redirect("sessions:list-pause-sessions", pk=pk)
    return redirect("sessions:show-pair", pk=pk)

"""The pair's workspace."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from programs.models import CycleState
from sessions.access import get_pair_for
from sessions.policies import can_meet, is_closing
from sessions.presentation.timeline import expected_in_the_year, trail_of_pair
from sessions.queries.pairs import notes_of
from sessions.queries.suggestions import open_moves
from sessions.todo import tasks_of


@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """What two people share: what waits, their sessions, who reads it, and the reader's own notes."""
    user = request.user
    pair = get_pair_for(user, pk)
    now = timezone.now()
    moves = list(open_moves(now).filter(session__mentorship=pair))
    trail, later = trail_of_pair(pair, user, now, moves=moves)
    context = {
        "pair": pair,
        "cycle": pair.cycle,
        "other": pair.other_of(user),
        "is_mentor": user.pk == pair.mentor_id,
        "can_meet": can_meet(user, pair),
        "pair_people": (pair.mentee, pair.mentor),
        "feedback_open": is_closing(pair) or pair.cycle.state == CycleState.CLOSED,
        "tasks": tasks_of(user, now, pair=pair, moves=moves),
        "trail": trail,
        "later": later,
        "held": sum(entry.session.is_held for entry in trail),
        "expected": expected_in_the_year(pair),
        "notes": notes_of(user, pair),
        "now": now,
    }
    return render(request, "sessions/pair.html", context)

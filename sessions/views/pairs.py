"""The pair's workspace."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from pairs.access import get_own_mentorship_for
from pairs.forms.sections import section_forms
from pairs.policies import in_feedback_period, looks_back
from pairs.presentation.milestones import together
from pairs.presentation.sections import sections_of
from pairs.presentation.workspace_sections import more_sections
from pairs.queries.check_ins import open_check_in
from pairs.queries.handovers import handover_for
from pairs.queries.meetings import Meetings
from pairs.queries.pauses import present_pause
from programs.models import CycleState
from sessions.policies import can_meet
from sessions.presentation.timeline import expected_session_count
from sessions.presentation.workspace import workspace_of
from sessions.todo import tasks_of_pair


@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """What two people share: what waits, their sessions, who reads it, and the reader's own notes."""
    user = request.user
    pair = get_own_mentorship_for(user, pk)
    now = timezone.now()
    day = pair.cycle.local_day(now)
    workspace = workspace_of(pair, user, now)
    meetings = Meetings(workspace.next.session.starts_at if workspace.next else None, workspace.held)
    context = {
        **sections_of(pair, user, meetings, now),
        **section_forms(pair, user, meetings),
        "opened_goal": request.GET.get("goal", ""),
        "cycle": pair.cycle,
        "is_mentor": user.pk == pair.mentor_id,
        "can_meet": can_meet(user, pair),
        "pause": present_pause(pair),
        "pair_people": (pair.mentee, pair.mentor),
        "has_handover": user.pk == pair.mentor_id and handover_for(pair, user) is not None,
        "looks_back": looks_back(pair),
        "feedback_open": in_feedback_period(pair) or pair.cycle.state == CycleState.CLOSED,
        "tasks": tasks_of_pair(pair, user, now=now, waiting=workspace.waiting, suggestions=workspace.suggestions),
        "together": together(pair, user, day=day),
        "check_in": open_check_in(pair, day),
        "workspace": workspace,
        "more_sections": more_sections(pair, user),
        "expected": expected_session_count(pair),
        "now": now,
    }
    return render(request, "sessions/pair.html", context)

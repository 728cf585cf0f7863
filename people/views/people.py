"""Who takes part, for those who run the program, and bringing in a school's own list."""

from collections.abc import Iterable
from typing import cast

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from core.paging import page_of
from people.models import Enrollment, MentorParticipation
from people.presentation.invitations import show_invitations
from people.queries.invitations import Record
from people.queries.people import Filters, mentees_of, mentors_of
from programs.access import get_configurable_program_for
from programs.models import CycleState
from programs.queries.programs import current_cycle


@require_safe
def list_people(request: SignedInRequest, slug: str) -> HttpResponse:
    """Mentees or mentors of the year, narrowed by state and words."""
    program = get_configurable_program_for(request.user, slug)
    cycle = current_cycle(program)
    role = "mentor" if request.GET.get("role") == "mentor" else "mentee"
    states = MentorParticipation.State if role == "mentor" else Enrollment.State
    state = request.GET.get("state", "")
    filters = Filters(state=state if state in states.values else "", words=request.GET.get("q", "")[:100])
    page, invited = None, False
    if cycle:
        rows = mentors_of(cycle, filters) if role == "mentor" else mentees_of(cycle, filters)
        page = page_of(request, rows)
        invited = show_invitations(cast(Iterable[Record], page.object_list))
    context = {
        "program": program,
        "cycle": cycle,
        "role": role,
        "states": states.choices,
        "filters": filters,
        "page": page,
        "inviting": cycle and cycle.state != CycleState.PLANNING,
        "invited": invited,
    }
    return render(request, "people/people.html", context)

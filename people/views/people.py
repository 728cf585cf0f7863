"""Who takes part, for those who run the program, and bringing in a school's own list."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from core.paging import page_of
from people.models import Enrollment, MentorParticipation
from people.presentation.invitations import show_invitations
from people.queries.invitations import Record, invitable_again
from people.queries.people import Reach, filters_from, people_of, rows_to_invite
from programs.access import get_configurable_program_for
from programs.models import CycleState
from programs.policies import can_coordinate
from programs.queries.programs import current_cycle


@require_safe
def list_people(request: SignedInRequest, slug: str) -> HttpResponse:
    """Mentees or mentors of the year, narrowed by state and words."""
    program = get_configurable_program_for(request.user, slug)
    cycle = current_cycle(program)
    filters, now = filters_from(request.GET), timezone.now()
    page, invited, again = None, False, 0
    if cycle:
        rows = people_of(cycle, filters)
        page = page_of(request, rows)
        invited = show_invitations(cast(Iterable[Record], page.object_list))
        again = _show_who_can_be_invited(rows_to_invite(cycle, rows), page, now)
    states = MentorParticipation.State if filters.role == "mentor" else Enrollment.State
    context = {
        "program": program,
        "cycle": cycle,
        "role": filters.role,
        "states": states.choices,
        "reaches": Reach.choices,
        "filters": filters,
        "page": page,
        "can_pair": can_coordinate(request.user, program),
        "inviting": cycle and cycle.state != CycleState.PLANNING,
        "invited": invited or again > 0,
        "again": again,
    }
    return render(request, "people/people.html", context)


def _show_who_can_be_invited(open_rows: QuerySet[Any], page: Page[Any], now: datetime) -> int:
    """Give each row of the page its `can_be_invited`; returns how many of the whole list have it."""
    rows = invitable_again(open_rows, now=now)
    shown = set(rows.filter(pk__in=[row.pk for row in page]).values_list("pk", flat=True))
    for row in page:
        row.can_be_invited = row.pk in shown
    return rows.count()

"""Lists of sessions: the reader's own, and what a coordinator may know of a program's."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from core.paging import page_of, page_of_wide
from pairs.models import MentoringGroup
from pairs.queries.actions import actions_due
from people.policies import memberships_of
from programs.models import Cycle, CycleState, Program
from programs.queries.days_off import days_off_between
from sessions.access import get_coordinated_program_for, get_own_leave_for
from sessions.calendars.pages import day_named, month_of, week_of
from sessions.models import MentoringSession
from sessions.presentation.calendar_page import Marks, calendar_page
from sessions.presentation.months import by_month
from sessions.queries.agenda import sessions_between
from sessions.queries.leaves import sessions_during
from sessions.queries.own_sessions import PER_PAGE, OwnSessions
from sessions.queries.sessions import (
    coordinated_programs,
    groups_led_by,
    open_workshops,
    sessions_of_program,
)


@require_safe
def list_mine(request: SignedInRequest) -> HttpResponse:
    """The reader's sessions, coming or past, and the workshops that they can still join."""
    user = request.user
    programs = coordinated_programs(user)
    standing = memberships_of(user)
    if programs and not standing.mentee_in and not standing.mentor_in:
        return redirect("sessions:list-program-sessions", slug=programs[0].slug)
    now = timezone.now()
    view = request.GET.get("view")
    if view in ("month", "week"):
        return _render_calendar(request, view, programs, now)
    past = request.GET.get("when") == "past"
    page = page_of(request, OwnSessions(user, now, past=past), per_page=PER_PAGE)
    groups: list[MentoringGroup] = [] if past else groups_led_by(user)
    context = {
        "page": page,
        "months": by_month(page.object_list, user.zone),
        "view": "past" if past else "agenda",
        "workshops": [] if past else open_workshops(user, now),
        "groups": groups,
        "logs": bool(standing.mentor_in or groups) and not past,
        "only_peers": all(group.is_of_peers for group in groups),
        "programs": programs,
        "now": now,
    }
    return render(request, "sessions/list.html", context)


def _render_calendar(request: SignedInRequest, view: str, programs: list[Program], now: datetime) -> HttpResponse:
    """A month or a week; an address that names none that there is says so, and shows the present one."""
    user = request.user
    named = request.GET.get("month" if view == "month" else "day", "")
    day = day_named(named) if named else now.astimezone(user.zone).date()
    unknown = day is None
    shown = day or now.astimezone(user.zone).date()
    stretch = month_of(shown) if view == "month" else week_of(shown)
    rows = sessions_between(user, *stretch.instants(user.zone))
    first, last = stretch.days[0], stretch.days[-1]
    years = list(memberships_of(user).cycles.values())
    marks = Marks(days_off_between(years, first, last), actions_due(user, first, last))
    context = {
        "calendar": calendar_page(stretch, rows, marks=marks, reader=user, now=now),
        "view": view,
        "unknown": unknown,
        "programs": programs,
        "now": now,
    }
    return render(request, "sessions/calendar_page.html", context, status=404 if unknown else 200)


@require_safe
def list_of_program(request: SignedInRequest, slug: str) -> HttpResponse:
    """Date, length, mode and state of every session of a program, for its coordinators."""
    user = request.user
    program = get_coordinated_program_for(user, slug)
    state = request.GET.get("state", "")
    rows = sessions_of_program(program, user)
    if state in MentoringSession.State.values:
        rows = rows.filter(state=state)
    page = page_of_wide(request, rows)
    context = {
        "program": program,
        "programs": coordinated_programs(user),
        "page": page,
        "months": by_month(page.object_list, program.institution.zone),
        "state": state,
        "states": MentoringSession.State.choices,
        "now": timezone.now(),
        "cycles": Cycle.objects.filter(program=program).exclude(state=CycleState.CLOSED),
    }
    return render(request, "sessions/list_of_program.html", context)


@require_safe
def list_in_leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """The sessions that fall into the reader's leave, each to be moved or cancelled."""
    user = request.user
    participation = get_own_leave_for(user, pk)
    now = timezone.now()
    context = {
        "participation": participation,
        "cycle": participation.cycle,
        "page": page_of(request, sessions_during([participation], now)),
        "now": now,
    }
    return render(request, "sessions/list_in_leave.html", context)

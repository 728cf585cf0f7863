"""Finding a time: the free slots of a mentor, and the step that books one."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import SignedInRequest, posted
from core.clocks import which_of_two
from core.dates import read_day, read_instant
from core.errors import DomainError
from core.methods import form_page
from core.revised_forms import refuse
from pairs.access import get_own_mentorship_for
from pairs.models import Mentorship
from sessions.access import get_own_session_for
from sessions.errors import SlotTaken
from sessions.forms import SlotForm
from sessions.models import MentoringSession
from sessions.policies import can_meet, can_take_slots
from sessions.presentation.clocks import clocks_of
from sessions.presentation.free_times import listed, offered_days, offered_starts, shift_text, week_of
from sessions.queries.office_hours import agreed_sessions_of, modes_of, office_of, slots_for
from sessions.services.slots import Wish, book_slot, move_to_slot


@require_safe
def find(request: SignedInRequest, pk: int) -> HttpResponse:
    """The free times of the mentor, a week at a time or all as a list; without office hours a time is proposed."""
    user, now = request.user, timezone.now()
    pair = get_own_mentorship_for(user, pk)
    meets = can_meet(user, pair)
    moving = _moving(request, pair)
    office = office_of(pair.mentor) if meets and can_take_slots(user, pair) else None
    if meets and office is None:
        return (
            redirect("sessions:move-session", pk=moving.pk) if moving else redirect("sessions:propose-session", pk=pk)
        )
    slots = slots_for(office, pair, now=now, moving=moving) if office else []
    own = agreed_sessions_of(pair, now)
    days = offered_days(slots, reader=user.zone, other=pair.mentor.zone, own=own)
    today = now.astimezone(user.zone).date()
    week = week_of(days, read_day(request.GET.get("week")), today)
    context = {
        "pair": pair,
        "cycle": pair.cycle,
        "other": pair.other_of(user),
        "can_meet": meets,
        "moving": moving,
        "planned": own,
        "week": week,
        "all_days": listed(days) if request.GET.get("all") else [],
        "shift": shift_text(user.zone, pair.other_of(user).zone, first=today, last=week.last),
        "today": today,
    }
    return render(request, "sessions/find_time.html", context)


@form_page
def book(request: SignedInRequest, pk: int, at: str) -> HttpResponse:
    """The second step: how long and how. Only then the slot is booked, or a session moves to it."""
    user = request.user
    pair = get_own_mentorship_for(user, pk)
    starts_at = read_instant(at)
    if starts_at is None:
        raise Http404
    office = office_of(pair.mentor)
    if office is None or not can_take_slots(user, pair):
        raise PermissionDenied
    moving = _moving(request, pair)
    form = SlotForm(posted(request), longest=office.minutes, modes=modes_of(pair))
    status = 200
    instead: Sequence[datetime] = ()
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                session = _take(pair, moving, user, form.wish(starts_at))
            except DomainError as error:
                refuse(form, error)
                status, instead = 409, error.instead if isinstance(error, SlotTaken) else ()
            else:
                messages.success(request, _("Session moved.") if moving else _("Booked. You’ll both get an email."))
                return redirect("sessions:show-session", pk=session.pk)
    context = _chosen(pair, user, starts_at, instead) | {"form": form, "moving": moving}
    return render(request, "sessions/book_time.html", context, status=status)


def _take(pair: Mentorship, moving: MentoringSession | None, user: User, wish: Wish) -> MentoringSession:
    now = timezone.now()
    if moving is None:
        return book_slot(pair, by=user, wish=wish, now=now)
    return move_to_slot(moving, by=user, wish=wish, now=now)


def _chosen(pair: Mentorship, user: User, starts_at: datetime, instead: Sequence[datetime]) -> dict[str, object]:
    zones = user.zone, pair.mentor.zone
    local = starts_at.astimezone(user.zone)
    return {
        "pair": pair,
        "cycle": pair.cycle,
        "other": pair.mentor,
        "local": local,
        "time": f"{which_of_two(local, user.zone)}{local:%H:%M}",
        "clocks": clocks_of(starts_at, zones),
        "instead": offered_starts(instead, reader=zones[0], other=zones[1]),
    }


def _moving(request: SignedInRequest, pair: Mentorship) -> MentoringSession | None:
    """The session of the pair that the address says is to move, if any."""
    text = request.GET.get("move", "")
    if not text:
        return None
    try:
        session = get_own_session_for(request.user, uuid.UUID(text))
    except ValueError:
        raise Http404 from None
    if session.mentorship_id != pair.pk:
        raise Http404
    return session

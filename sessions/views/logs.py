"""The log of a session."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from pairs.access import get_own_mentorship_for
from pairs.presentation.peers import given_names, others_text
from sessions.access import get_led_group_for, get_own_session_for
from sessions.forms import GroupLogForm, NewGroupLogForm, PairLogForm
from sessions.models import Attendance, MentoringSession
from sessions.policies import can_log
from sessions.presentation.stored import log_of
from sessions.services.logs import log_new_group_session, log_new_session, log_session


@form_page
def log_planned(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Log a session that stands in the calendar; the form knows what the calendar says."""
    user = request.user
    session = get_own_session_for(user, pk)
    if not can_log(user, session):
        raise PermissionDenied
    form = _log_form(request, session, user)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            log_session(session, by=user, log=form.log(), now=timezone.now(), began_from=form.began_from)
            messages.success(request, _("Log saved."))
            return redirect("sessions:show-session", pk=session.pk)
    return _page(request, form, {"session": session, "pair": session.mentorship})


@form_page
def log_unplanned(request: SignedInRequest, pk: int) -> HttpResponse:
    """Log a session of a pair that stood in nobody's calendar."""
    user = request.user
    pair = get_own_mentorship_for(user, pk)
    if user.pk != pair.mentor_id:
        raise PermissionDenied
    today = timezone.now().astimezone(user.zone)
    form = PairLogForm(
        posted(request),
        zone=user.zone,
        minutes=pair.cycle.program.session_minutes,
        mentorship=pair,
        initial={"date": today.date(), "mode": "video", "session_id": uuid.uuid4()},
    )
    if request.method == "POST" and form.is_valid():
        session_id = form.cleaned_data["session_id"] or uuid.uuid4()
        with refusals_beside(form):
            log_new_session(pair, by=user, session_id=session_id, log=form.log(), now=timezone.now())
            messages.success(request, _("Log saved."))
            return redirect("sessions:show-pair", pk=pair.pk)
    return _page(request, form, {"pair": pair})


@form_page
def log_unplanned_of_group(request: SignedInRequest, pk: int) -> HttpResponse:
    """Log a session of a group that stood in nobody's calendar: who leads it does, and each of peers."""
    user = request.user
    group = get_led_group_for(user, pk)
    today = timezone.now().astimezone(user.zone)
    form = NewGroupLogForm(
        posted(request),
        zone=user.zone,
        minutes=group.cycle.program.session_minutes,
        expected=[Attendance(user=member.user) for member in group.members.all()],
        initial={"date": today.date(), "mode": "in_person"},
    )
    if request.method == "POST" and form.is_valid():
        session_id = form.cleaned_data["session_id"] or uuid.uuid4()
        title = given_names(group) if group.is_of_peers else group.name
        with refusals_beside(form):
            log_new_group_session(
                group, by=user, session_id=session_id, title=title, log=form.log(), now=timezone.now()
            )
            messages.success(request, _("Log saved."))
            return redirect("sessions:list-sessions")
    return _page(request, form, {"group": group, "others": others_text(group, user.pk) if group.is_of_peers else ""})


def _log_form(request: SignedInRequest, session: MentoringSession, user: User) -> PairLogForm | GroupLogForm:
    shared: dict[str, Any] = {"zone": user.zone, "minutes": session.minutes, "stored": log_of(session)}
    if session.mentorship is None:
        expected = session.attendances.exclude(state=Attendance.State.WAITLISTED).select_related("user").order_by("pk")
        return GroupLogForm(posted(request), expected=list(expected), **shared)
    return PairLogForm(posted(request), mentorship=session.mentorship, **shared)


def _page(request: SignedInRequest, form: PairLogForm | GroupLogForm, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "sessions/log_session.html", context | {"form": form}, status=status)

"""Propose, plan and move sessions."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from pairs.access import get_own_mentorship_for
from pairs.presentation.peers import given_names, others_text
from sessions.access import get_coordinated_cycle_for, get_led_group_for, get_session_for
from sessions.forms import BookingForm, GroupBookingForm, MoveForm, WorkshopForm
from sessions.models import MentoringSession
from sessions.policies import can_change
from sessions.presentation.days_off import days_off_among
from sessions.presentation.series import series_by_zone
from sessions.presentation.stored import plan_of
from sessions.queries.sessions import later_of_series
from sessions.services.bookings import propose_session
from sessions.services.groups import move_group_session, plan_group_session, plan_workshop
from sessions.services.suggestions import move_pair_session

_PROPOSE, _PLAN = "sessions/propose_session.html", "sessions/plan_session.html"


@form_page
def propose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Propose a time, or a series, to the other of the pair."""
    user = request.user
    pair = get_own_mentorship_for(user, pk)
    program = pair.cycle.program
    other = pair.other_of(user)
    form = BookingForm(posted(request), zone=user.zone, minutes=program.session_minutes, initial={"mode": "video"})
    context = {"form": form, "pair": pair, "other": other, "cycle": pair.cycle}
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            if dates := form.unseen_dates():
                return _form_page(request, _PROPOSE, context | _as_series(dates, [user, other]))
            note = form.cleaned_data["note"]
            sessions = propose_session(pair, by=user, plan=form.plan(), note=note, now=timezone.now())
            n = len(sessions)
            text = ngettext("We’ve asked %(name)s.", "We’ve asked %(name)s about all %(n)s sessions.", n)
            messages.success(request, text % {"name": other.given_name, "n": n})
            _point_out_days_off(request, sessions)
            return redirect("sessions:show-pair", pk=pair.pk)
    return _form_page(request, _PROPOSE, context)


@form_page
def move(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Propose another time for a session of a pair, or move a group session."""
    user = request.user
    session = get_session_for(user, pk)
    if not can_change(user, session):
        raise PermissionDenied
    if request.method != "POST" and not session.is_ahead:
        return redirect("sessions:show-session", pk=session.pk)
    later = later_of_series(session).count() if session.mentorship else 0
    stored = plan_of(session)
    form = MoveForm(
        posted(request),
        zone=user.zone,
        minutes=session.minutes,
        later=later,
        several=session.mentorship is not None,
        stored=stored,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            done = _move(session, user, form, now=timezone.now())
            messages.success(request, done)
            return redirect("sessions:show-session", pk=session.pk)
    context = {"form": form, "session": session, "other": session.other_of(user)}
    return _form_page(request, "sessions/move_session.html", context)


def _move(session: MentoringSession, user: User, form: MoveForm, *, now: datetime) -> str:
    """Take the step, and return what happened in words."""
    if session.mentorship is None:
        note = form.cleaned_data["note"]
        move_group_session(session, by=user, plan=form.plan(), note=note, now=now, began_from=form.began_from)
        return _("Session moved. The others will be told.")
    later_too = form.cleaned_data.get("later_too", False)
    asked = move_pair_session(
        session,
        by=user,
        plan=form.plan(),
        later_too=later_too,
        note=form.cleaned_data["note"],
        now=now,
        began_from=form.began_from,
    )
    other = session.other_of(user)
    name = {"name": other.given_name if other else ""}
    if asked:
        return _("We’ve asked %(name)s. Until you have a yes, the session stays where it is.") % name
    return _("Saved. %(name)s will be told.") % name


@form_page
def plan_for_group(request: SignedInRequest, pk: int) -> HttpResponse:
    """Plan a session, or a series, of a group that the reader leads."""
    user = request.user
    group = get_led_group_for(user, pk)
    others = others_text(group, user.pk) if group.is_of_peers else ""
    form = GroupBookingForm(
        posted(request),
        zone=user.zone,
        minutes=group.cycle.program.session_minutes,
        initial={"mode": "in_person", "title": given_names(group) if group.is_of_peers else group.name},
    )
    context = {
        "form": form,
        "peers": others,
        "name": others or group.name,
        "cycle": group.cycle,
        "back": reverse("sessions:list-sessions"),
    }
    if request.method == "POST" and form.is_valid():
        texts = {name: form.cleaned_data[name] for name in ("title", "description")}
        with refusals_beside(form):
            if dates := form.unseen_dates():
                people = [user, *(one.user for one in group.members.all())]
                return _form_page(request, _PLAN, context | _as_series(dates, people))
            sessions = plan_group_session(group, by=user, plan=form.plan(), now=timezone.now(), **texts)
            asked = _("Session planned. %(names)s will be asked.") % {"names": others}
            messages.success(request, asked if others else _("Session planned. The group has been invited."))
            _point_out_days_off(request, sessions)
            return redirect("sessions:list-sessions")
    return _form_page(request, _PLAN, context)


@form_page
def plan_for_cycle(request: SignedInRequest, pk: int) -> HttpResponse:
    """Plan a workshop that everybody in the cycle may join."""
    user = request.user
    cycle = get_coordinated_cycle_for(user, pk)
    form = WorkshopForm(posted(request), zone=user.zone, minutes=90, cycle=cycle, initial={"mode": "in_person"})
    back = reverse("sessions:list-program-sessions", kwargs={"slug": cycle.program.slug})
    context = {"form": form, "name": str(cycle), "cycle": cycle, "back": back}
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("title", "description", "places")}
        with refusals_beside(form):
            if dates := form.unseen_dates():
                return _form_page(request, _PLAN, context | _as_series(dates, [user]))
            sessions = plan_workshop(
                cycle, by=user, plan=form.plan(), leaders=form.cleaned_data["leaders"], now=timezone.now(), **fields
            )
            messages.success(request, _("Workshop planned. Everyone in the cycle can take a place."))
            _point_out_days_off(request, sessions)
            return redirect("sessions:show-session", pk=sessions[0].pk)
    return _form_page(request, _PLAN, context)


def _as_series(dates: list[datetime], people: Iterable[User]) -> dict[str, Any]:
    """What a page says of the dates of a series before anybody is asked: each on every clock of `people`."""
    zones = list(dict.fromkeys(person.zone for person in people))
    return {"dates": dates, "zones": zones, "series_times": series_by_zone(dates, zones)}


def _point_out_days_off(request: SignedInRequest, sessions: list[MentoringSession]) -> None:
    """Say which of the sessions are planned for a holiday of the school or in exams; some people like that."""
    for sentence in days_off_among(sessions[0].cycle, [one.starts_at for one in sessions]):
        messages.warning(request, sentence)


def _form_page(request: SignedInRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    form: forms.Form = context["form"]
    return render(request, template, context, status=422 if form.errors else 200)

"""The log of a session.

A page with a script may send a form and ask for JSON: it hears where to go, or what is in the way.
"""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest, posted
from core.json_answers import asks_for_json
from core.methods import form_page
from core.refusals import refusals_beside
from pairs.access import get_own_mentorship_for
from pairs.presentation.peers import given_names, others_text
from sessions.access import get_led_group_for, get_own_session_for
from sessions.forms import GroupLogForm, PairLogForm
from sessions.policies import can_log
from sessions.presentation.headings import heading_for
from sessions.queries.logs import last_mode_of, read_log_content
from sessions.services.logs import log_new_group_session, log_new_session, log_session
from sessions.views.log_forms import group_form, pair_form, planned_form


@form_page
def log_planned(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Log a session that stands in the calendar; the form knows what the calendar says."""
    user = request.user
    session = get_own_session_for(user, pk)
    if not can_log(user, session):
        raise PermissionDenied
    read_log_content([session])
    back = reverse("sessions:show-session", kwargs={"pk": session.pk})
    form = planned_form(session, user, posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            log_session(session, by=user, log=form.log(), now=timezone.now(), began_from=form.began_from)
            return _saved(request, back)
    title = heading_for(session, user)
    return _page(request, form, {"session": session, "pair": session.mentorship, "title": title, "back": back})


@form_page
def log_unplanned(request: SignedInRequest, pk: int) -> HttpResponse:
    """Log a session of a pair that stood in nobody's calendar."""
    user, now = request.user, timezone.now()
    pair = get_own_mentorship_for(user, pk)
    if user.pk != pair.mentor_id:
        raise PermissionDenied
    back = reverse("sessions:show-pair", kwargs={"pk": pair.pk})
    form = pair_form(pair, user, posted(request), last_mode=last_mode_of(pair), now=now)
    if request.method == "POST" and form.is_valid():
        session_id = form.cleaned_data["session_id"] or uuid.uuid4()
        with refusals_beside(form):
            log_new_session(pair, by=user, session_id=session_id, log=form.log(), now=now)
            return _saved(request, back)
    return _page(request, form, {"pair": pair, "title": pair.mentee.display_name, "back": back})


@form_page
def log_unplanned_of_group(request: SignedInRequest, pk: int) -> HttpResponse:
    """Log a session of a group that stood in nobody's calendar: who leads it does, and each of peers."""
    user, now = request.user, timezone.now()
    group = get_led_group_for(user, pk)
    back = reverse("sessions:list-sessions")
    form = group_form(group, user, posted(request), last_mode=last_mode_of(group), now=now)
    if request.method == "POST" and form.is_valid():
        session_id = form.cleaned_data["session_id"] or uuid.uuid4()
        title = given_names(group) if group.is_of_peers else group.name
        with refusals_beside(form):
            log_new_group_session(group, by=user, session_id=session_id, title=title, log=form.log(), now=now)
            return _saved(request, back)
    shown = others_text(group, user.pk) if group.is_of_peers else group.name
    return _page(request, form, {"group": group, "title": shown, "back": back})


def _saved(request: SignedInRequest, to: str) -> HttpResponse:
    messages.success(request, _("Log saved."))
    return JsonResponse({"to": to}) if asks_for_json(request) else redirect(to)


def _page(request: SignedInRequest, form: PairLogForm | GroupLogForm, context: dict[str, Any]) -> HttpResponse:
    if form.errors and asks_for_json(request):
        said = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"said": said}, status=422)
    session = context.get("session")
    context |= {"form": form, "folds": session is not None and session.logged_at is None and not form.errors}
    return render(request, "sessions/log_session.html", context, status=422 if form.errors else 200)

"""A text to everybody who is expected at a session."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from sessions.access import get_session_for
from sessions.forms import SessionMessageForm
from sessions.policies import can_write_to_people
from sessions.presentation.headings import heading_for
from sessions.services.session_messages import write_to_people


@form_page
def write(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Who runs a group session or a workshop writes to its people."""
    user, now = request.user, timezone.now()
    session = get_session_for(user, pk)
    if not can_write_to_people(user, session):
        raise PermissionDenied
    form = SessionMessageForm(posted(request), initial={"key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            key, text = form.cleaned_data["key"], form.cleaned_data["text"]
            write_to_people(session, key=key, text=text, by=user, now=now)
            messages.success(request, _("Sent. It stands on the session’s page, too."))
            return redirect("sessions:show-session", pk=session.pk)
    context = {"form": form, "session": session, "cycle": session.cycle, "heading": heading_for(session, user)}
    return render(request, "sessions/write_to_people.html", context, status=422 if form.is_bound else 200)

"""What a session is for."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from sessions.access import get_own_session_for
from sessions.forms import FocusForm
from sessions.policies import can_choose_focus
from sessions.presentation.headings import heading_for
from sessions.presentation.stored import focus_of
from sessions.services.focus import choose_focus


@form_page
def choose(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose what a session is for; its page shows the guide from then on."""
    user = request.user
    session = get_own_session_for(user, pk)
    if not can_choose_focus(user, session):
        raise PermissionDenied
    form = FocusForm(posted(request), stored=focus_of(session))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            choose_focus(session, by=user, focus=form.cleaned_data["focus"], began_from=form.began_from)
            messages.success(request, _("Saved."))
            return redirect("sessions:show-session", pk=session.pk)
    context = {"form": form, "session": session, "cycle": session.cycle, "heading": heading_for(session, user)}
    return render(request, "sessions/focus.html", context, status=422 if form.is_bound else 200)

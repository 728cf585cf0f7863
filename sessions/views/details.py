"""One session: its page, its calendar file, and the steps that need no form of their own."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from core.errors import DomainError
from core.revised_forms import REVISION
from sessions.access import get_own_session_for, get_session_for
from sessions.forms import ChangeRequestForm, SequenceForm, StepNoteForm
from sessions.models import Attendance, MentoringSession, Shown
from sessions.presentation.calendar_entries import entries_for
from sessions.presentation.calendar_file import session_file
from sessions.services.bookings import accept_proposal, decline_proposal
from sessions.services.endings import cancel_session, decline_as_peer
from sessions.services.log_checks import confirm_log, dispute_log
from sessions.services.places import leave_place, take_place
from sessions.views.session_page import perform_step, render_session


@require_safe
def show(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The page of a session."""
    return render_session(request, get_session_for(request.user, pk))


@require_POST
def answer(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Say yes or no: to a proposed time, or to a place in a group session or workshop."""
    user, now = request.user, timezone.now()
    session = get_session_for(user, pk)
    coming = request.POST.get("answer") == "yes"
    if session.mentorship is not None:
        return _answer_proposal(request, session, user, coming, now)
    if not coming:
        done = _words_on_leaving(session, user)
        decline = decline_as_peer if session.is_of_peers else leave_place
        return perform_step(request, session, lambda: decline(session, by=user, now=now), done)
    return perform_step(request, session, lambda: take_place(session, by=user, now=now), _("Your answer is saved."))


def _words_on_leaving(session: MentoringSession, user: User) -> str:
    """What to say once `user` has left, by what they have now."""
    state = session.attendances.filter(user=user).values_list("state", flat=True).first()
    if state == Attendance.State.CONFIRMED:
        return _("You’ve given up your place.")
    if state == Attendance.State.WAITLISTED:
        return _("You’ve left the waiting list.")
    return _("Thanks for letting us know.")


def _answer_proposal(
    request: SignedInRequest, session: MentoringSession, user: User, coming: bool, now: datetime
) -> HttpResponse:
    form = SequenceForm(request.POST)
    if not form.is_valid():
        return render_session(request, session, refusal=str(next(iter(form.errors.values()))[0]))
    sequence, at, note = (form.cleaned_data[name] for name in ("sequence", "at", "note"))
    if coming and at is None and session.n_times > 1:
        return render_session(request, session, refusal=_("Choose one of the times first."))
    if coming:
        done = _("Agreed. Add the calendar file, and it’s on your calendar.")
        return perform_step(
            request, session, lambda: accept_proposal(session, by=user, sequence=sequence, at=at, now=now), done
        )
    done = _("We’ll say that the time doesn’t work for you. Propose another one if you like.")
    return perform_step(
        request, session, lambda: decline_proposal(session, by=user, sequence=sequence, note=note, now=now), done
    )


@require_POST
def cancel(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Cancel a session, and if asked the later ones of its series."""
    user, now = request.user, timezone.now()
    session = get_session_for(user, pk)
    later_too = request.POST.get("later_too") == "1"
    form = StepNoteForm(request.POST)
    if not form.is_valid():
        return render_session(request, session, refusal=str(form.errors["note"][0]))
    note = form.cleaned_data["note"]
    try:
        n = cancel_session(session, by=user, later_too=later_too, note=note, now=now)
    except DomainError as error:
        session.refresh_from_db()
        return render_session(request, session, refusal=error.message)
    text = ngettext(
        "Session cancelled. The others will be told.", "%(n)s sessions cancelled. The others will be told.", n
    )
    messages.success(request, text % {"n": n})
    return redirect("sessions:show-session", pk=session.pk)


@require_POST
def confirm(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The mentee says that the log is right."""
    user, now = request.user, timezone.now()
    session = get_own_session_for(user, pk)
    seen = request.POST.get(REVISION, "")
    return perform_step(
        request, session, lambda: confirm_log(session, by=user, now=now, began_from=seen), _("Confirmed. Thank you.")
    )


@require_POST
def dispute(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The mentee says what differs."""
    user, now = request.user, timezone.now()
    session = get_own_session_for(user, pk)
    form = ChangeRequestForm(request.POST)
    if not form.is_valid():
        return render_session(request, session, form=form)
    words, seen = form.cleaned_data["requested_change"], request.POST.get(REVISION, "")
    return perform_step(
        request,
        session,
        lambda: dispute_log(session, by=user, requested_change=words, now=now, began_from=seen),
        _("Sent to your mentor, who can correct the log."),
        form=form,
    )


@require_safe
def download_calendar(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The calendar file of the session, for the reader."""
    session = get_session_for(request.user, pk)
    [entry] = entries_for(request.user, [session], shows=Shown.DETAILS, now=timezone.now())
    _method, body = session_file(entry)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="session.ics"'
    return response

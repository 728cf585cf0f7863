"""One session: its page, its calendar file, and the steps that need no form of their own."""

import uuid
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import RuleBroken
from accounts.models import User
from sessions import calendar_file
from sessions.access import get_own_session_for, get_session_for
from sessions.forms import DifferenceForm
from sessions.models import MentoringSession
from sessions.pages import session_context
from sessions.services.bookings import accept_proposal, decline_proposal
from sessions.services.endings import cancel_session
from sessions.services.logs import confirm_log, dispute_log
from sessions.services.places import leave_place, take_place
from sessions.views.reader import reader_of


@require_safe
def show(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The page of a session."""
    return _page(request, get_session_for(reader_of(request), pk))


def _page(
    request: HttpRequest,
    session: MentoringSession,
    *,
    refusal: str = "",
    form: DifferenceForm | None = None,
) -> HttpResponse:
    """Render the session; after a refused step with its words and 409, with an invalid form with 422."""
    context = session_context(session, reader_of(request), timezone.now())
    context |= {"form": form or DifferenceForm(), "refusal": refusal}
    template = "sessions/group_session.html" if session.mentorship is None else "sessions/pair_session.html"
    return render(request, template, context, status=409 if refusal else 422 if form else 200)


def _step(request: HttpRequest, session: MentoringSession, step: Callable[[], object], done: str) -> HttpResponse:
    try:
        step()
    except RuleBroken as error:
        session.refresh_from_db()
        return _page(request, session, refusal=error.message)
    messages.success(request, done)
    return redirect("sessions:show-session", pk=session.pk)


@require_POST
def answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say yes or no: to a suggested time, or to a place in a group session or workshop."""
    user, now = reader_of(request), timezone.now()
    session = get_session_for(user, pk)
    coming = request.POST.get("answer") == "yes"
    if session.mentorship is not None:
        return _answer_proposal(request, session, user, coming, now)
    if not coming:
        return _step(
            request, session, lambda: leave_place(session, by=user, now=now), _("You are not expected any more.")
        )
    return _step(request, session, lambda: take_place(session, by=user, now=now), _("Your answer is saved."))


def _answer_proposal(
    request: HttpRequest, session: MentoringSession, user: User, coming: bool, now: datetime
) -> HttpResponse:
    if coming:
        done = _("Agreed. The time stands in both calendars as soon as you add the file.")
        return _step(request, session, lambda: accept_proposal(session, by=user, now=now), done)
    done = _("The other of you hears that the time does not suit. Suggest another one if you like.")
    return _step(request, session, lambda: decline_proposal(session, by=user, now=now), done)


@require_POST
def cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Cancel a session, and if asked the later ones of its series."""
    user, now = reader_of(request), timezone.now()
    session = get_session_for(user, pk)
    later_too = request.POST.get("later_too") == "1"
    try:
        n = cancel_session(session, by=user, later_too=later_too, now=now)
    except RuleBroken as error:
        session.refresh_from_db()
        return _page(request, session, refusal=error.message)
    text = ngettext(
        "The session is cancelled, and the others know.", "%(n)s sessions are cancelled, and the others know.", n
    )
    messages.success(request, text % {"n": n})
    return redirect("sessions:show-session", pk=session.pk)


@require_POST
def confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The mentee says that the log is right."""
    user, now = reader_of(request), timezone.now()
    session = get_own_session_for(user, pk)
    return _step(request, session, lambda: confirm_log(session, by=user, now=now), _("Confirmed. Thank you."))


@require_POST
def dispute(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The mentee says what differs."""
    user, now = reader_of(request), timezone.now()
    session = get_own_session_for(user, pk)
    form = DifferenceForm(request.POST)
    if not form.is_valid():
        return _page(request, session, form=form)
    words = form.cleaned_data["difference"]
    return _step(
        request,
        session,
        lambda: dispute_log(session, by=user, difference=words, now=now),
        _("Your mentor reads what differs and can correct the log."),
    )


@require_safe
def download_calendar(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The calendar file: the title says what kind of session it is, never what it is about."""
    user = reader_of(request)
    session = get_session_for(user, pk)
    workshop = session.kind == MentoringSession.Kind.WORKSHOP
    body = calendar_file.build(
        session,
        summary=session.title if workshop else _("Mentoring session"),
        url=settings.SITE_URL + reverse("sessions:show-session", kwargs={"pk": session.pk}),
        sender=settings.DEFAULT_FROM_EMAIL,
        now=timezone.now(),
        answer=session.attendances.filter(user=user).values_list("state", flat=True).first(),
    )
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="session.ics"'
    return response

"""The page of one session, and the step that leads back to it: every view of one session answers with these."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.requests import SignedInRequest
from core.errors import DomainError
from pairs.presentation.sections import agenda_of
from sessions.forms import ChangeRequestForm, GuestForm, PlacesForm
from sessions.models import MentoringSession
from sessions.presentation.session_page import session_context


def render_session(
    request: SignedInRequest,
    session: MentoringSession,
    *,
    refusal: str = "",
    form: ChangeRequestForm | None = None,
    places_form: PlacesForm | None = None,
    guest_form: GuestForm | None = None,
) -> HttpResponse:
    """Render the session; after a refused step with its words and 409, with an invalid form with 422."""
    now = timezone.now()
    context = {
        **session_context(session, request.user, now),
        "form": form or ChangeRequestForm(),
        "places_form": places_form or PlacesForm(stored={"places": session.places}),
        "guest_form": guest_form or GuestForm(session=session),
        "refusal": refusal,
        "agenda": agenda_of(session.mentorship)
        if session.mentorship and session.is_ahead and session.starts_at > now
        else None,
    }
    invalid = form or places_form or guest_form
    template = "sessions/group_session.html" if session.mentorship is None else "sessions/pair_session.html"
    return render(request, template, context, status=409 if refusal else 422 if invalid else 200)


def perform_step(
    request: SignedInRequest,
    session: MentoringSession,
    step: Callable[[], object],
    done: str,
    *,
    form: ChangeRequestForm | None = None,
) -> HttpResponse:
    """Take a step and go back to the page with `done`.

    A refusal shows the page as it stands, with its words and with what was typed into `form`.
    """
    try:
        step()
    except DomainError as error:
        session.refresh_from_db()
        return render_session(request, session, refusal=error.message, form=form)
    messages.success(request, done)
    return redirect("sessions:show-session", pk=session.pk)

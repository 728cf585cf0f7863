"""Places and guests of a workshop or a group session, for who runs it."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from core.tables.cells import csv_file
from sessions.access import get_session_for
from sessions.forms import GuestForm, LeadForm, PlacesForm, RemoveGuestForm
from sessions.models import MentoringSession
from sessions.policies import can_change
from sessions.presentation.attendance import attendance_rows
from sessions.services import guests as services
from sessions.views.session_page import perform_step, render_session


def _session_run_by(user: User, pk: uuid.UUID) -> MentoringSession:
    session = get_session_for(user, pk)
    if session.mentorship is not None:
        raise Http404
    if not can_change(user, session):
        raise PermissionDenied
    return session


@require_POST
def change_places(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the session another number of places."""
    user, now = request.user, timezone.now()
    session = _session_run_by(user, pk)
    form = PlacesForm(request.POST, stored={"places": session.places})
    if not form.is_valid():
        return render_session(request, session, places_form=form)
    places, seen = form.cleaned_data["places"], form.began_from
    done = _("Saved. Anyone who moved up from the waiting list will be told.")
    return perform_step(
        request, session, lambda: services.set_places(session, by=user, places=places, now=now, began_from=seen), done
    )


@require_POST
def add_guest(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Add someone to the list."""
    user, now = request.user, timezone.now()
    session = _session_run_by(user, pk)
    form = GuestForm(request.POST, session=session)
    if not form.is_valid():
        return render_session(request, session, guest_form=form)
    done = _("Added to the list.")
    return perform_step(
        request, session, lambda: services.add_guest(session, person=form.person, by=user, now=now), done
    )


@require_POST
def remove_guest(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Take somebody off the list."""
    user, now = request.user, timezone.now()
    session = _session_run_by(user, pk)
    form = RemoveGuestForm(request.POST, session=session)
    if not form.is_valid():
        return render_session(request, session, refusal=_("This person isn’t on the list."))
    person = form.cleaned_data["person"]
    done = _("%(name)s is off the list and will be told.") % {"name": person.display_name}
    return perform_step(request, session, lambda: services.remove_guest(session, person=person, by=user, now=now), done)


@require_POST
def change_lead(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Let somebody who comes lead the session, too, or be a guest again."""
    user, now = request.user, timezone.now()
    session = _session_run_by(user, pk)
    form = LeadForm(request.POST, session=session)
    if not form.is_valid():
        return render_session(request, session, refusal=_("This person isn’t on the list."))
    person, leads = form.cleaned_data["person"], form.cleaned_data["leads"] == "yes"
    done = _("%(name)s leads the session, too.") if leads else _("%(name)s comes as a guest.")
    return perform_step(
        request,
        session,
        lambda: services.set_lead(session, person=person, leads=leads, by=user, now=now),
        done % {"name": person.display_name},
    )


@require_safe
def download_people(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Who leads, comes, was there and waits, as CSV: to tick off at the door, or for the school's records."""
    session = _session_run_by(request.user, pk)
    content = csv_file([_("Name"), _("Part"), _("Status")], attendance_rows(session))
    name = f"session-{session.starts_at.astimezone(session.zone).date()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)

"""Places and guests of a workshop or a group session, for who runs it."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.requests import SignedInRequest
from sessions.access import get_session_for
from sessions.forms import GuestForm, PlacesForm, TakeOffForm
from sessions.models import MentoringSession
from sessions.policies import can_change
from sessions.services.guests import put_on, set_places, take_off
from sessions.views.session_page import page_of, step_of


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
        return page_of(request, session, places_form=form)
    places, seen = form.cleaned_data["places"], form.began_from
    done = _("Saved. Anyone who moved up from the waiting list will be told.")
    return step_of(
        request, session, lambda: set_places(session, by=user, places=places, now=now, began_from=seen), done
    )


@require_POST
def add_guest(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Add someone to the list."""
    user, now = request.user, timezone.now()
    session = _session_run_by(user, pk)
    form = GuestForm(request.POST, session=session)
    if not form.is_valid():
        return page_of(request, session, guest_form=form)
    done = _("Added to the list.")
    return step_of(request, session, lambda: put_on(session, person=form.person, by=user, now=now), done)


@require_POST
def remove_guest(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Take somebody off the list."""
    user, now = request.user, timezone.now()
    session = _session_run_by(user, pk)
    form = TakeOffForm(request.POST, session=session)
    if not form.is_valid():
        return page_of(request, session, refusal=_("This person isn’t on the list."))
    person = form.cleaned_data["person"]
    done = _("%(name)s is off the list and will be told.") % {"name": person.display_name}
    return step_of(request, session, lambda: take_off(session, person=person, by=user, now=now), done)

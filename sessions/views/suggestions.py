"""The answer to another time for an agreed session."""

import uuid
from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from sessions.access import get_own_session_for
from sessions.forms import SuggestionAnswerForm
from sessions.services.suggestions import accept_suggestion, decline_suggestion, withdraw_suggestion
from sessions.views.session_page import perform_step, render_session


@require_POST
def answer(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Say yes or no to another time, or withdraw it; until a yes, the session stays where it was agreed."""
    user, now = request.user, timezone.now()
    session = get_own_session_for(user, pk)
    form = SuggestionAnswerForm(request.POST)
    if not form.is_valid():
        if {"batch", "answer"} & set(form.errors):
            raise Http404
        return render_session(request, session, refusal=str(next(iter(form.errors.values()))[0]))
    batch, at, note = (form.cleaned_data[name] for name in ("batch", "at", "note"))
    steps: dict[str, tuple[Callable[[], object], str]] = {
        "yes": (
            lambda: accept_suggestion(batch, by=user, at=at, now=now),
            _("Agreed. Open the new calendar file to update your calendar."),
        ),
        "no": (
            lambda: decline_suggestion(batch, by=user, note=note, now=now),
            _("The session stays at the agreed time."),
        ),
        "withdraw": (
            lambda: withdraw_suggestion(batch, by=user, now=now),
            _("Withdrawn. The session stays at the agreed time."),
        ),
    }
    step, done = steps[form.cleaned_data["answer"]]
    return perform_step(request, session, step, done)

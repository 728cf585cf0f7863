"""Going on informally from a mentorship that is over."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from core.refusals import refusals_said
from pairs.access import get_own_mentorship_for
from pairs.models import InformalRequest
from pairs.services.continuing import ask_to_continue


@require_POST
def ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask the other to go on, or agree where they have asked."""
    pair = get_own_mentorship_for(request.user, pk)
    with refusals_said(request):
        made = ask_to_continue(pair, by=request.user, now=timezone.now())
        if made.state == InformalRequest.State.CONFIRMED:
            messages.success(request, _("You both agree, so your mentorship goes on informally."))
            return redirect("sessions:show-pair", pk=made.mentorship_id)
        name = pair.other_of(request.user).given_name
        messages.success(request, _("%(name)s will get an email and can agree.") % {"name": name})
    return redirect("sessions:look-back", pk=pk)

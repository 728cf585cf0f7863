"""Sharing feedback with the coordinators, taking that back, and what coordinators read."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.methods import form_page
from core.paging import page_of
from core.refusals import refusals_said
from feedback.access import get_feedback_for
from feedback.policies import can_share
from feedback.queries.shared import shared_in
from feedback.services.sharing import share_feedback, unshare_feedback
from programs.access import get_coordinated_program_for


@form_page
def share(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Say what sharing means, and share."""
    user, feedback = request.user, get_feedback_for(request.user, pk)
    if request.method == "POST":
        with refusals_said(request):
            share_feedback(feedback, by=user, now=timezone.now())
            said = _("Shared with the coordinators. %(name)s will get an email that says so.")
            messages.success(request, said % {"name": feedback.other_of(user).given_name})
        return redirect("feedback:show-feedback", pk=pk)
    context = {
        "feedback": feedback,
        "cycle": feedback.cycle,
        "other": feedback.other_of(user),
        "can_share": can_share(user, feedback),
    }
    return render(request, "feedback/share.html", context)


@require_POST
def unshare(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Take it back."""
    user, feedback = request.user, get_feedback_for(request.user, pk)
    with refusals_said(request):
        unshare_feedback(feedback, by=user, now=timezone.now())
        said = _("Only the two of you can read it again. %(name)s will get an email that says so.")
        messages.success(request, said % {"name": feedback.other_of(user).given_name})
    return redirect("feedback:show-feedback", pk=pk)


@require_safe
def list_shared(request: SignedInRequest, slug: str) -> HttpResponse:
    """What people of a program let its coordinators read."""
    program = get_coordinated_program_for(request.user, slug)
    page = page_of(request, shared_in(program, request.user))
    return render(request, "feedback/shared.html", {"program": program, "page": page})

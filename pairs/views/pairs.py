"""The end of a pair, for its two people."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from core.errors import DomainError
from core.methods import form_page
from pairs.access import get_own_mentorship_for
from pairs.services.mentorships import end_mentorship


@form_page
def end(request: SignedInRequest, mentorship_pk: int) -> HttpResponse:
    """Say what ending means, and end the pair."""
    user = request.user
    mentorship = get_own_mentorship_for(user, mentorship_pk)
    refusal, status = "", 200
    if request.method == "POST":
        try:
            end_mentorship(mentorship, by=user, now=timezone.now())
        except DomainError as broken:
            refusal, status = broken.message, 409
        else:
            messages.success(request, _("Mentorship ended. What you did together is kept."))
            return redirect("home")
    context = {
        "mentorship": mentorship,
        "cycle": mentorship.cycle,
        "other": mentorship.other_of(user),
        "is_mentee": mentorship.mentee_id == user.pk,
        "refusal": refusal,
    }
    return render(request, "pairs/end_pair.html", context, status=status)

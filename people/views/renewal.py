"""The thanks at the end of a year, and one tap about the next."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.refusals import refusals_said
from people.access import get_own_participation_for
from people.models import MentorParticipation
from people.presentation.year_facts import year_facts
from people.services.renewals import answer_renewal

Renewal = MentorParticipation.Renewal


@require_safe
def thank_mentor(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the mentor did this year, and whether they would do it again."""
    participation = get_own_participation_for(request.user, pk)
    if not participation.can_renew:
        raise Http404
    context = {
        "participation": participation,
        "cycle": participation.cycle,
        "program": participation.cycle.program,
        "facts": year_facts(participation),
    }
    return render(request, "people/thanks.html", context)


@require_POST
def renew(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say it: again, not next year, or no more."""
    participation = get_own_participation_for(request.user, pk)
    answer = request.POST.get("answer", "")
    if answer not in Renewal.values:
        messages.warning(request, _("Choose one of the three."))
        return redirect("people:thank-mentor", pk=pk)
    with refusals_said(request):
        answer_renewal(participation, answer=answer, now=timezone.now())
        said = {
            Renewal.AGAIN: _("Thank you. You’ll be invited when the next year is planned."),
            Renewal.NOT_NEXT: _("Saved. You won’t be invited to the next year."),
            Renewal.NO_MORE: _("Saved. You won’t be asked to mentor again."),
        }
        messages.success(request, said[Renewal(answer)])
    return redirect("people:thank-mentor", pk=pk)

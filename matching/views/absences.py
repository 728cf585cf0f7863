"""Taking a mentee out of a round, and putting them back."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from matching.access import get_round_for
from matching.services.absences import put_back, take_out
from pairs.forms.staff_steps import ReasonForm
from people.models import Enrollment


@form_page
def leave_out(request: SignedInRequest, pk: int, enrollment: int) -> HttpResponse:
    """Take a mentee out of a round."""
    return _page(request, pk, enrollment, out=True)


@form_page
def bring_back(request: SignedInRequest, pk: int, enrollment: int) -> HttpResponse:
    """Put a mentee back into a round."""
    return _page(request, pk, enrollment, out=False)


def _page(request: SignedInRequest, pk: int, key: int, *, out: bool) -> HttpResponse:
    match_round = get_round_for(request.user, pk)
    rows = Enrollment.objects.filter(cycle=match_round.cycle).select_related("mentee")
    enrollment = get_object_or_404(rows, pk=key)
    mentee, form = enrollment.mentee, ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        step: Callable[..., None] = take_out if out else put_back
        with refusals_beside(form):
            reason = form.cleaned_data["reason"]
            step(match_round, enrollment=enrollment, by=request.user, reason=reason, now=timezone.now())
            text = _("%(name)s isn’t in this round.") if out else _("%(name)s is in this round.")
            messages.success(request, text % {"name": mentee.display_name})
            return redirect("people:show-person", slug=match_round.cycle.program.slug, pk=mentee.pk)
    context = {
        "round": match_round,
        "cycle": match_round.cycle,
        "program": match_round.cycle.program,
        "mentee": mentee,
        "out": out,
        "form": form,
    }
    return render(request, "matching/absence.html", context, status=422 if form.errors else 200)

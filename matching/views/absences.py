"""Taking a mentee or a mentor out of a round, and putting them back."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, User
from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from matching.access import get_round_for
from matching.models import MatchRound
from matching.services.absences import put_back, take_out
from matching.services.mentor_absences import put_mentor_back, take_mentor_out
from pairs.forms.staff_steps import ReasonForm
from people.models import Enrollment, MentorParticipation


@form_page
def leave_out(request: SignedInRequest, pk: int, enrollment: int) -> HttpResponse:
    """Take a mentee out of a round."""
    return _mentee_page(request, pk, enrollment, out=True)


@form_page
def bring_back(request: SignedInRequest, pk: int, enrollment: int) -> HttpResponse:
    """Put a mentee back into a round."""
    return _mentee_page(request, pk, enrollment, out=False)


@form_page
def leave_mentor_out(request: SignedInRequest, pk: int, participation: int) -> HttpResponse:
    """Take a mentor out of a round."""
    return _mentor_page(request, pk, participation, out=True)


@form_page
def bring_mentor_back(request: SignedInRequest, pk: int, participation: int) -> HttpResponse:
    """Put a mentor back into a round."""
    return _mentor_page(request, pk, participation, out=False)


def _mentee_page(request: SignedInRequest, pk: int, key: int, *, out: bool) -> HttpResponse:
    match_round = get_round_for(request.user, pk)
    rows = Enrollment.objects.filter(cycle=match_round.cycle).select_related("mentee")
    enrollment = get_object_or_404(rows, pk=key)
    step = partial(take_out if out else put_back, match_round, enrollment=enrollment)
    return _page(request, match_round, enrollment.mentee, step, out=out, side=Role.MENTEE)


def _mentor_page(request: SignedInRequest, pk: int, key: int, *, out: bool) -> HttpResponse:
    match_round = get_round_for(request.user, pk)
    rows = MentorParticipation.objects.filter(cycle=match_round.cycle).select_related("mentor").defer("decline_reason")
    participation = get_object_or_404(rows, pk=key)
    step = partial(take_mentor_out if out else put_mentor_back, match_round, participation=participation)
    return _page(request, match_round, participation.mentor, step, out=out, side=Role.MENTOR)


def _page(
    request: SignedInRequest, match_round: MatchRound, person: User, step: Callable[..., None], *, out: bool, side: Role
) -> HttpResponse:
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            step(by=request.user, reason=form.cleaned_data["reason"], now=timezone.now())
            text = _("%(name)s isn’t in this round.") if out else _("%(name)s is in this round.")
            messages.success(request, text % {"name": person.display_name})
            return redirect("people:show-person", slug=match_round.cycle.program.slug, pk=person.pk)
    context = {
        "round": match_round,
        "cycle": match_round.cycle,
        "program": match_round.cycle.program,
        "person": person,
        "is_mentor": side == Role.MENTOR,
        "out": out,
        "form": form,
    }
    return render(request, "matching/absence.html", context, status=422 if form.errors else 200)

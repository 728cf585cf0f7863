"""What a round aims for, and which mentees want the same mentor."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest, posted
from core.errors import WrongState
from core.methods import form_page
from core.paging import page_of
from core.refusals import refusals_beside
from core.revisions import stored_fields
from matching.access import get_round_for
from matching.forms.round_aims import AimsForm, TogetherForm
from matching.models import MatchRound
from matching.queries.eligibility import unpaired_mentees
from matching.services.round_aims import AIMS, check_aims_editable, drop_wish, set_aims, wish_together
from matching.views.round_page import back_to_round
from matching.views.taking_off import take_off


@form_page
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what the round aims for, while lists are taken."""
    match_round = get_round_for(request.user, pk)
    if request.method != "POST":
        try:
            check_aims_editable(match_round)
        except WrongState as refusal:
            return back_to_round(request, match_round, refusal.message)
    form = AimsForm(posted(request), stored=stored_fields(match_round, AIMS))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            set_aims(match_round, **form.settings, began_from=form.began_from)
            messages.success(request, _("Aims saved. Balanced looks at them once lists are closed."))
            return redirect("matching:show-round", pk=pk)
    return _page(request, match_round, form=form)


@require_POST
def wish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down that two mentees want the same mentor."""
    match_round = get_round_for(request.user, pk)
    form = TogetherForm(request.POST, mentees=_mentees(match_round))
    if form.is_valid():
        with refusals_beside(form):
            wish_together(match_round, **form.cleaned_data, by=request.user, now=timezone.now())
            messages.success(request, _("Wish added. Balanced looks at it once lists are closed."))
            return redirect("matching:set-aims", pk=pk)
    return _page(request, match_round, wish_form=form)


@require_POST
def drop(request: SignedInRequest, pk: int, wish_pk: int) -> HttpResponse:
    """Forget the wish of two mentees."""
    match_round = get_round_for(request.user, pk)
    rows = match_round.together_wishes.select_related("round__cycle__program", *_PEOPLE)
    take_off(request, rows, wish_pk, do=drop_wish, done=_("Wish removed."))
    return redirect("matching:set-aims", pk=pk)


_PEOPLE = ("one__mentee", "other__mentee")


def _mentees(match_round: MatchRound) -> Any:
    return unpaired_mentees(match_round.cycle).select_related("mentee")


def _page(
    request: SignedInRequest,
    match_round: MatchRound,
    *,
    form: AimsForm | None = None,
    wish_form: TogetherForm | None = None,
) -> HttpResponse:
    context = {
        "round": match_round,
        "cycle": match_round.cycle,
        "program": match_round.cycle.program,
        "form": form or AimsForm(stored=stored_fields(match_round, AIMS)),
        "wish_form": wish_form or TogetherForm(mentees=_mentees(match_round)),
        "page": page_of(request, match_round.together_wishes.select_related(*_PEOPLE)),
    }
    wrong = any(one and one.errors for one in (form, wish_form))
    return render(request, "matching/round_aims.html", context, status=422 if wrong else 200)

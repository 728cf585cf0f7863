"""Offers: the page and the answer for the two people, the list for coordinators, and the result of a round."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import RuleBroken
from accounts.models import User
from core.paging import page_of
from matching.access import get_offer_for, get_result_for, get_round_for
from matching.forms.offers import ACCEPT, AnswerForm
from matching.models import Offer
from matching.selectors.results import offer_story, results_of
from matching.selectors.rounds import offers_of
from matching.services.offers import accept_offer, decline_offer

_PER_PAGE = 50


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Who, why, and until when to answer."""
    return _render(request, get_offer_for(cast(User, request.user), pk), AnswerForm())


def _render(request: HttpRequest, offer: Offer, form: AnswerForm, *, status: int = 200, **more: Any) -> HttpResponse:
    story = offer_story(offer, cast(User, request.user))
    context = {"offer": offer, "story": story, "form": form, "cycle": offer.enrollment.cycle, **more}
    return render(request, "matching/offer.html", context, status=status)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes or no."""
    user = cast(User, request.user)
    offer = get_offer_for(user, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _render(request, offer, form, status=422)
    data, now = form.cleaned_data, timezone.now()
    try:
        if data["answer"] == ACCEPT:
            accept_offer(offer, by=user, now=now)
            messages.success(request, _("Thank you. You said yes."))
        else:
            decline_offer(offer, by=user, reason=data["reason"], shared=data["shared"], now=now)
            messages.success(request, _("Thank you for telling us. The place is free again."))
    except RuleBroken as refusal:
        offer.refresh_from_db(fields=["state", "mentee_answer", "mentor_answer"])
        return _render(request, offer, AnswerForm(), status=409, refusal=refusal.message, typed=data["reason"])
    return redirect("matching:show-offer", pk=pk)


@require_safe
def list_offers(request: HttpRequest, pk: int) -> HttpResponse:
    """The answers to the offers of a round, for its coordinators."""
    round_ = get_round_for(cast(User, request.user), pk)
    page = page_of(request, offers_of(round_), _PER_PAGE)
    context = {"round": round_, "cycle": round_.cycle, "page": page}
    with timezone.override(round_.cycle.program.institution.zone):
        return render(request, "matching/offers.html", context)


@require_safe
def show_result(request: HttpRequest, pk: int) -> HttpResponse:
    """Why this result: for mentees and mentors of a published round, also for those without a match."""
    user = cast(User, request.user)
    round_ = get_result_for(user, pk)
    results = results_of(round_, user)
    context = {"round": round_, "cycle": round_.cycle, "results": results}
    return render(request, "matching/result.html", context)

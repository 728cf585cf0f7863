"""Offers: the page and the answer for the two people, the list for coordinators, and the result of a round."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from core.errors import DomainError
from core.methods import form_page
from core.paging import page_of
from core.refusals import refusals_beside, refusals_said
from matching.access import get_offer_for, get_offer_of_others_for, get_offer_to_run_for, get_result_for, get_round_for
from matching.forms.offer_steps import RecordAnswerForm
from matching.forms.offers import ACCEPT, AnswerForm
from matching.models import Answer, Offer
from matching.notices.reach import unreached_by_offer
from matching.presentation.offers import list_with
from matching.presentation.results import offer_detail, results_of
from matching.queries.offers import offers_of
from matching.services.held_offers import close_held_offer, extend_offer, is_held_open
from matching.services.offer_steps import answer_for
from matching.services.offers import accept_offer, decline_offer
from pairs.views.conflicts import declare_page


@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who, why, and until when to answer."""
    return _render(request, get_offer_for(request.user, pk), AnswerForm())


def _render(
    request: SignedInRequest, offer: Offer, form: AnswerForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    now = timezone.now()
    detail = offer_detail(offer, request.user, now=now)
    context = {"offer": offer, "offer_detail": detail, "form": form, "cycle": offer.enrollment.cycle, **more}
    context["held"] = held = is_held_open(offer, now=now)
    context["is_over"] = offer.expires_at <= now and not held
    return render(request, "matching/offer.html", context, status=status)


@require_POST
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say yes or no."""
    user = request.user
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
    except DomainError as refusal:
        offer.refresh_from_db(fields=["state", "mentee_answer", "mentor_answer"])
        return _render(request, offer, AnswerForm(), status=409, refusal=refusal.message, typed=data["reason"])
    return redirect("matching:show-offer", pk=pk)


@require_safe
def list_offers(request: SignedInRequest, pk: int) -> HttpResponse:
    """The answers to the offers of a round, for its coordinators."""
    match_round = get_round_for(request.user, pk)
    page = page_of(request, offers_of(match_round))
    now = timezone.now()
    over = [offer for offer in page if offer.expires_at <= now]
    unreached = unreached_by_offer(over, now=now)
    held = [(offer, unreached[offer.pk]) for offer in over if offer.pk in unreached]
    context = {"round": match_round, "cycle": match_round.cycle, "page": page, "held": held}
    with timezone.override(match_round.cycle.program.institution.zone):
        return render(request, "matching/offers.html", context)


@require_POST
def extend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give an offer that is held open more time, and write to both again."""
    offer = get_offer_to_run_for(request.user, pk)
    with refusals_said(request):
        extend_offer(offer, told=bool(request.POST.get("told")), now=timezone.now())
        messages.success(request, _("Both have more time, and we’ll write to them again."))
    return redirect(list_with(offer))


@require_POST
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close an offer that is held open."""
    offer = get_offer_to_run_for(request.user, pk)
    with refusals_said(request):
        close_held_offer(offer, now=timezone.now())
        messages.success(request, _("Offer closed. The place is free again."))
    return redirect(list_with(offer))


@form_page
def record_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record what one of the two answered by another way."""
    offer = get_offer_of_others_for(request.user, pk)
    form = RecordAnswerForm(posted(request), offer=offer)
    back = reverse("people:show-list", args=[offer.enrollment.cycle.program.slug, "offers"])
    if request.method == "POST" and form.is_valid():
        person = form.people[form.cleaned_data["person"]]
        accept, note = form.cleaned_data["answer"] == Answer.ACCEPTED, form.cleaned_data["note"]
        with refusals_beside(form):
            answer_for(offer, person=person, accept=accept, note=note, by=request.user, now=timezone.now())
            text = _("The answer of %(name)s is recorded. They’ll get an email.")
            messages.success(request, text % {"name": person.display_name})
            return redirect(back)
    cycle = offer.enrollment.cycle
    recorded = offer.recorded_answers.select_related("person", "by")
    context = {
        "offer": offer,
        "form": form,
        "cycle": cycle,
        "program": cycle.program,
        "back": back,
        "recorded": recorded,
    }
    with timezone.override(cycle.program.institution.zone):
        return render(request, "matching/record_answer.html", context, status=422 if form.errors else 200)


@require_safe
def show_result(request: SignedInRequest, pk: int) -> HttpResponse:
    """Why this result: for mentees and mentors of a published round, also for those without a match."""
    user = request.user
    match_round = get_result_for(user, pk)
    results = results_of(match_round, user, now=timezone.now())
    context = {"round": match_round, "cycle": match_round.cycle, "results": results}
    return render(request, "matching/result.html", context)


@form_page
def declare_conflict(request: SignedInRequest, pk: int) -> HttpResponse:
    """One of the two to whom a pairing is offered says that there is a conflict of interest."""
    offer = get_offer_for(request.user, pk)
    enrollment, mentor = offer.enrollment, offer.participation.mentor
    back = reverse("matching:show-offer", kwargs={"pk": pk})
    return declare_page(request, enrollment.cycle.program, mentor=mentor, mentee=enrollment.mentee, back=back)

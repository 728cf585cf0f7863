"""Swapping the mentors of two mentees by hand: what it would cost first, then the swap."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest, posted
from core.errors import DomainError
from core.methods import form_page
from core.refusals import refusals_beside
from matching.access import get_proposal_for
from matching.forms.proposals import SwapForm
from matching.models import Proposal
from matching.presentation.changes import costs_in_words, override_rows
from matching.queries.current_pairs import stored_pairs
from matching.services.overrides import check_changeable, swap_pairs
from matching.services.swaps import preview_swap
from matching.views.round_page import back_to_round


@form_page
def swap(request: SignedInRequest, pk: int) -> HttpResponse:
    """Two mentees and a reason; the first click says what it costs, the second swaps."""
    proposal = get_proposal_for(request.user, pk)
    try:
        check_changeable(proposal.round, proposal)
    except DomainError as refusal:
        return back_to_round(request, proposal.round, refusal.message)
    search = request.GET.get("q", "")[:100]
    initial = {key: request.GET.get(key, "")[:30] for key in ("enrollment", "other")}
    form = SwapForm(posted(request), proposal=proposal, search=search, initial=initial, stored=stored_pairs(proposal))
    context: dict[str, Any] = {
        "round": proposal.round,
        "cycle": proposal.round.cycle,
        "program": proposal.round.cycle.program,
        "proposal": proposal,
        "form": form,
        "search": search,
    }
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            if "confirmed" in request.POST:
                swap_pairs(
                    proposal, **form.cleaned_data, by=request.user, now=timezone.now(), began_from=form.began_from
                )
                messages.success(request, _("Mentors swapped. Your reason is kept with the round."))
                return redirect(f"{reverse('matching:show-round', kwargs={'pk': proposal.round_id})}?proposal={pk}")
            context |= _cost(request, proposal, form)
    context["overrides"] = override_rows(proposal)
    return render(request, "matching/swap.html", context, status=422 if form.errors else 200)


def _cost(request: SignedInRequest, proposal: Proposal, form: SwapForm) -> dict[str, Any]:
    two = {name: form.cleaned_data[name] for name in ("enrollment", "place", "other", "other_place")}
    preview = preview_swap(proposal, **two, by=request.user, now=timezone.now(), began_from=form.began_from)
    return {"preview": preview, "costs": costs_in_words(preview.cost)}

"""What proposals mean: where they differ, what is weak, what can be changed by hand, what would be if."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest, posted
from core.errors import DomainError
from core.methods import form_page
from core.numbers import read_number
from core.paging import page_of
from core.refusals import refusals_beside, refusals_said
from matching.access import get_proposal_for, get_round_for
from matching.forms.proposals import ChangePairForm, WhatIfForm
from matching.models import MatchRound, Proposal
from matching.presentation.changes import answered_questions, override_rows
from matching.presentation.differences import load_differences
from matching.queries.current_pairs import stored_pairs
from matching.queries.differences import differing_enrollments
from matching.queries.eligibility import available_mentors
from matching.queries.proposals import proposals_of
from matching.queries.weak_cases import FAR_DOWN, weak_pairs, with_alternatives
from matching.services.overrides import change_pair as change_pair_by_hand
from matching.services.overrides import check_changeable
from matching.services.proposals import default_options
from matching.services.snapshots import load_snapshot, mentors_in_snapshot
from matching.services.what_if import ask_what_if as ask
from matching.services.what_if import delete_what_if
from matching.tasks import start_run
from matching.views.round_page import back_to_round
from people.models import MentorParticipation

_DEEPEST = 99


def _round_context(match_round: MatchRound) -> dict[str, Any]:
    return {"round": match_round, "cycle": match_round.cycle, "program": match_round.cycle.program}


def _ready(match_round: MatchRound) -> list[Proposal]:
    return [proposal for proposal in proposals_of(match_round) if proposal.state == Proposal.State.READY]


def _chosen(ready: list[Proposal], asked: str | None, otherwise: int) -> Proposal:
    number = read_number(asked)
    return next((proposal for proposal in ready if proposal.pk == number), ready[otherwise])


@require_safe
def list_differences(request: SignedInRequest, pk: int) -> HttpResponse:
    """The mentees to whom two proposals give different mentors, with search."""
    user = request.user
    match_round = get_round_for(user, pk)
    ready = _ready(match_round)
    if len(ready) < 2:
        return back_to_round(request, match_round, _("There’s nothing to compare until two methods have run."))
    first, second = _chosen(ready, request.GET.get("first"), 0), _chosen(ready, request.GET.get("second"), 1)
    search = request.GET.get("search", "")[:100]
    page = page_of(request, differing_enrollments(first, second, search=search))
    context = {
        "proposals": ready,
        "first": first,
        "second": second,
        "search": search,
        "page": page,
        "differences": load_differences(first, second, list(page.object_list), reader=user),
    }
    return render(request, "matching/differences.html", _round_context(match_round) | context)


@require_safe
def list_weak_cases(request: SignedInRequest, pk: int) -> HttpResponse:
    """The cases that deserve a human look, each with the best mentors who still have a place."""
    user = request.user
    proposal = get_proposal_for(user, pk)
    if proposal.what_if:
        raise Http404
    if proposal.round.state == MatchRound.State.PUBLISHED:
        return back_to_round(request, proposal.round, _("Its pairs are published. See the offers instead."))
    if proposal.state != Proposal.State.READY:
        reason = _("There are no pairs to look at until this method has run.")
        return back_to_round(request, proposal.round, reason)
    asked = read_number(request.GET.get("worse_than"), at_most=_DEEPEST)
    worse_than = FAR_DOWN if asked is None else asked
    page = page_of(request, weak_pairs(proposal, reader=user, worse_than=worse_than))
    pairs = list(page.object_list)
    snapshot = proposal.round.snapshot
    cases = (
        with_alternatives(proposal, pairs, load_snapshot(snapshot), reader=user, now=timezone.now()) if pairs else []
    )
    context = {"proposal": proposal, "page": page, "cases": cases, "worse_than": worse_than}
    return render(request, "matching/weak_cases.html", _round_context(proposal.round) | context)


@form_page
def change_pair(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give one mentee another mentor by hand, with a reason."""
    user = request.user
    proposal = get_proposal_for(user, pk)
    try:
        check_changeable(proposal.round, proposal)
    except DomainError as refusal:
        return back_to_round(request, proposal.round, refusal.message)
    form = _change_form(request, proposal)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            change_pair_by_hand(proposal, **form.cleaned_data, by=user, now=timezone.now(), began_from=form.began_from)
            messages.success(request, _("Pair changed. Your reason is kept with the round."))
            return redirect(f"{reverse('matching:show-round', kwargs={'pk': proposal.round_id})}?proposal={pk}")
    search = request.GET.get("q", "")[:100]
    context = {"proposal": proposal, "form": form, "overrides": override_rows(proposal), "search": search}
    return render(
        request,
        "matching/change_pair.html",
        _round_context(proposal.round) | context,
        status=422 if form.errors else 200,
    )


def _change_form(request: SignedInRequest, proposal: Proposal) -> ChangePairForm:
    stored = stored_pairs(proposal)
    used = Counter(mentor for mentor in stored["pairs"].values() if mentor)
    cycle = proposal.round.cycle
    there = available_mentors(cycle, day=cycle.local_day(timezone.now())).select_related("mentor")
    mentors = there.filter(pk__in=mentors_in_snapshot(proposal.round.snapshot)).exclude(mentor=request.user)
    initial = {
        "enrollment": request.GET.get("enrollment", "")[:30],
        "participation": read_number(request.GET.get("participation")),
    }
    return ChangePairForm(
        posted(request),
        proposal=proposal,
        mentors=mentors,
        used=used,
        search=request.GET.get("q", "")[:100],
        initial=initial,
        stored=stored,
    )


@form_page
def ask_what_if(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask what a strategy would give if one thing were different, and see the answers beside the original."""
    match_round = get_round_for(request.user, pk)
    mentors, keeps = _mentors_of(match_round, request.user), bool(match_round.keeps)
    form = WhatIfForm(posted(request), mentors=mentors, has_aims=match_round.has_aims, keeps=keeps)
    if request.method == "POST" and form.is_valid():
        strategy = form.cleaned_data["strategy"]
        options = default_options(match_round, strategy) | form.weights
        with refusals_beside(form):
            ask(match_round, strategy=strategy, options=options, changes=form.changes, now=timezone.now())
            start_run(match_round.pk)
            return redirect("matching:ask-what-if", pk=pk)
    context = {"form": form, "answers": answered_questions(match_round)}
    return render(
        request, "matching/what_if.html", _round_context(match_round) | context, status=422 if form.errors else 200
    )


def _mentors_of(match_round: MatchRound, reader: User) -> QuerySet[MentorParticipation]:
    """Those in the frozen input, while questions about it can be asked; what one more place of hers would do, tells a
    reader who wants her.
    """
    frozen = mentors_in_snapshot(match_round.snapshot) if match_round.state in MatchRound.LISTS_CLOSED else set[int]()
    return MentorParticipation.objects.filter(pk__in=frozen).exclude(mentor=reader).select_related("mentor")


@require_POST
def delete_question(request: SignedInRequest, pk: int) -> HttpResponse:
    """Delete a what-if question and its answer."""
    proposal = get_proposal_for(request.user, pk)
    with refusals_said(request):
        delete_what_if(proposal)
    return redirect("matching:ask-what-if", pk=proposal.round_id)

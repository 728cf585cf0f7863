"""The steps of a round: open, close, run, stop, reopen, cancel, publish. Each is one POST."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from core.errors import DomainError
from core.numbers import read_number
from matching.access import get_round_for
from matching.forms.rounds import PublishForm, ReopenForm, RunForm
from matching.models import MatchRound, Proposal
from matching.queries.proposals import proposals_of, revision_of
from matching.services import rounds, second_look
from matching.services.announcements import nudge_mentees
from matching.services.proposals import cancel_run, queue_proposals
from matching.services.publishing import publish_round
from matching.services.ranking_notices import remind_now
from matching.tasks import start_run
from matching.views.round_page import render_round


def _step(request: SignedInRequest, match_round: MatchRound, step: Callable[[], object]) -> HttpResponse:
    """Take the step and show the round; when it is refused, show the round with the reason."""
    try:
        step()
    except DomainError as refusal:
        match_round.refresh_from_db()  # whoever was faster may have changed more than its state
        return render_round(request, match_round, status=409, refusal=refusal.message)
    return redirect("matching:show-round", pk=match_round.pk)


@require_POST
def open_round(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let mentees rank."""
    match_round = get_round_for(request.user, pk)
    return _step(request, match_round, lambda: rounds.open_round(match_round, now=timezone.now()))


@require_POST
def close_round(request: SignedInRequest, pk: int) -> HttpResponse:
    """Freeze the input and let all strategies run; where mentors have a say, they are asked first."""
    match_round = get_round_for(request.user, pk)

    def close() -> None:
        now = timezone.now()
        closed = rounds.close_round(match_round, now=now)
        if not closed.proposals.exists() and not closed.mentors_rank:
            queue_proposals(closed, now=now)
            start_run(closed.pk)

    return _step(request, match_round, close)


@require_POST
def run_round(request: SignedInRequest, pk: int) -> HttpResponse:
    """Run the methods that the form names, again or for the first time."""
    match_round = get_round_for(request.user, pk)
    form = RunForm(request.POST)
    if not form.is_valid():
        return render_round(request, match_round, status=422, run_form=form, form=form)

    def run() -> None:
        strategies = form.cleaned_data["strategies"]
        queue_proposals(match_round, strategies=strategies, options=form.options, now=timezone.now())
        start_run(match_round.pk)

    return _step(request, match_round, run)


@require_POST
def stop_run(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop what waits or runs."""
    match_round = get_round_for(request.user, pk)
    return _step(request, match_round, lambda: cancel_run(match_round))


@require_POST
def reopen_round(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw the frozen input away and let mentees rank again."""
    match_round = get_round_for(request.user, pk)
    with timezone.override(match_round.cycle.program.institution.zone):
        form = ReopenForm(request.POST, proposals=proposals_of(match_round), now=timezone.now())
        if not form.is_valid():
            return render_round(request, match_round, status=422, reopen_form=form, form=form)
    settings = form.cleaned_data
    return _step(request, match_round, lambda: rounds.reopen_round(match_round, **settings, now=timezone.now()))


@require_POST
def cancel_round(request: SignedInRequest, pk: int) -> HttpResponse:
    """End the round without pairs."""
    match_round = get_round_for(request.user, pk)
    return _step(request, match_round, lambda: rounds.cancel_round(match_round))


def _as_shown_now(request: SignedInRequest, match_round: MatchRound, asked: Proposal) -> PublishForm:
    """What was typed, for the proposal as the page shows it with the refusal: looking at it again is enough."""
    typed = request.POST.copy()
    current = Proposal.objects.filter(pk=asked.pk).defer("result").first()
    typed["revision"] = revision_of(current) if current else ""
    form = PublishForm(typed, match_round=match_round)
    form.is_valid()
    return form


@require_POST
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Publish the proposal that the form names, when the round's name is typed."""
    user = request.user
    match_round = get_round_for(user, pk)
    form = PublishForm(request.POST, match_round=match_round)
    if form.is_valid():
        try:
            publish_round(**form.cleaned_data, by=user, now=timezone.now())
        except DomainError as refusal:
            form = _as_shown_now(request, match_round, form.cleaned_data["proposal"])
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(
                request, _("Published. The offers are on their way, and everyone in the round will be told.")
            )
            return redirect("matching:show-round", pk=pk)
    match_round.refresh_from_db()  # somebody else may just have published
    return render_round(request, match_round, status=422, publish_form=form, form=form)


@require_POST
def put_forward(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put the proposal that the form names forward, for another coordinator to publish."""
    match_round = get_round_for(request.user, pk)
    asked = read_number(request.POST.get("proposal")) or 0
    proposal = match_round.proposals.filter(pk=asked).defer("result").first()
    if proposal is None:
        return render_round(
            request, match_round, status=409, refusal=_("This proposal is gone. Look at the others, then decide.")
        )
    revision = request.POST.get("revision")
    return _step(
        request,
        match_round,
        lambda: second_look.put_forward(proposal, by=request.user, now=timezone.now(), revision=revision),
    )


@require_POST
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back what the reader has put forward."""
    match_round = get_round_for(request.user, pk)
    return _step(request, match_round, lambda: second_look.take_back(match_round, by=request.user))


@require_POST
def nudge(request: SignedInRequest, pk: int) -> HttpResponse:
    """Suggest a longer list to those whose list is short or oversubscribed."""
    match_round = get_round_for(request.user, pk)
    try:
        nudge_mentees(match_round, now=timezone.now())
    except DomainError as refusal:
        return render_round(request, match_round, status=409, refusal=refusal.message)
    messages.success(request, _("Done. Each mentee whose list is short or in high demand is told, once today."))
    return redirect("matching:show-demand", pk=pk)


@require_POST
def remind(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remind those who have not handed in a list."""
    match_round = get_round_for(request.user, pk)
    try:
        count = remind_now(match_round, now=timezone.now())
    except DomainError as refusal:
        return render_round(request, match_round, status=409, refusal=refusal.message)
    text = ngettext(
        "%(n)s mentee without a list is reminded, once today.",
        "%(n)s mentees without a list are reminded, once today.",
        count,
    )
    messages.success(request, text % {"n": count})
    return redirect("matching:show-round", pk=pk)

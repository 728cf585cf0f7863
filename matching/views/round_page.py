"""The page of one round. What stands on it follows from the round's state."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from accounts.requests import SignedInRequest
from core.numbers import read_number
from matching.forms.rounds import PublishForm, ReopenForm, RunForm
from matching.models import MatchRound, Proposal, Strategy
from matching.notices.queued import queued_for_lists
from matching.presentation.aims import aims_in_words
from matching.presentation.changes import override_rows
from matching.presentation.comparison import comparison, loads_reached, ranks_reached
from matching.presentation.demand import outlook
from matching.presentation.fairness import LEAST_ANSWERS, fairness_of, voluntary_table
from matching.presentation.moves import draw
from matching.presentation.promises import promises_of
from matching.presentation.recommendation import Recommendation, recommend
from matching.presentation.second_look import second_look
from matching.presentation.warnings import warnings_of
from matching.queries.fairness import kept_counts, served_by, served_by_answer
from matching.queries.keeping import changes_of
from matching.queries.mentor_lists import listed_mentors, silent_mentors
from matching.queries.moves import moves
from matching.queries.places import unready_in
from matching.queries.proposals import proposals_of, revision_of
from matching.queries.readers import coordinators_taking_no_part, parts_of
from matching.queries.rounds import turnout
from matching.queries.stages import missing_lists
from matching.services.announcements import recipients_of_publication
from matching.services.proposals import settings_of
from matching.services.round_aims import can_change_aims
from notifications.presentation.queued import queued_text
from surveys.presentation.editor import pairing_told
from surveys.queries.pairing import counting_questions

State = MatchRound.State
Context = dict[str, Any]

_NAMES = 100
STEPS = (State.DRAFT, State.OPEN, State.CLOSED, State.PROPOSED, State.PUBLISHED)


def render_round(
    request: SignedInRequest, match_round: MatchRound, *, status: int = 200, refusal: str = "", **forms: Any
) -> HttpResponse:
    """Show the round, with the reason when a step was refused."""
    part = progress_part(request)
    if part and match_round.state != State.CLOSED:
        return reload_page()
    zone = match_round.cycle.program.institution.zone
    with timezone.override(zone):
        context = (
            _frame(match_round, request.user)
            | _CONTEXTS[State(match_round.state)](request, match_round)
            | {"refusal": refusal}
            | forms
        )
        return render(request, f"matching/round_{match_round.state}.html{part}", context, status=status)


def back_to_round(request: SignedInRequest, match_round: MatchRound, reason: str) -> HttpResponse:
    """Lead from a page that the round does not have, or not now, to the round, and say why."""
    messages.info(request, reason)
    return redirect("matching:show-round", pk=match_round.pk)


def progress_part(request: SignedInRequest) -> str:
    """The part of its template that htmx asks for while a worker computes; empty for the whole page."""
    return "#progress" if request.htmx and request.method == "GET" else ""  # type: ignore[attr-defined]


def reload_page() -> HttpResponse:
    """Tell htmx to load the whole page: the worker is done."""
    response = HttpResponse()
    response["HX-Refresh"] = "true"
    return response


def _frame(match_round: MatchRound, reader: User) -> Context:
    reached = STEPS.index(State(match_round.state)) if match_round.state in STEPS else -1
    steps = [(state.label, at < reached, at == reached) for at, state in enumerate(STEPS)]
    mentors, is_mentee = parts_of(match_round, reader)
    return {
        "round": match_round,
        "cycle": match_round.cycle,
        "program": match_round.cycle.program,
        "steps": steps,
        "promises": promises_of(match_round.cycle.program, match_round),
        "aims": aims_in_words(match_round),
        "counts": _counts(match_round),
        "mentors_in": mentors,
        "mentee_in": is_mentee,
        "others": coordinators_taking_no_part(match_round) if mentors or is_mentee else [],
    }


def _counts(match_round: MatchRound) -> list[str]:
    """What answers to surveys mean for the round, a sentence for each question."""
    asked = counting_questions(match_round.cycle, until=match_round.closed_at)
    return [pairing_told(each.question, each.use, [get_language() or ""]) for each in asked]


def _before_closing(_request: SignedInRequest, match_round: MatchRound) -> Context:
    day = match_round.cycle.local_day(timezone.now())
    return {
        "turnout": turnout(match_round, day=day),
        "reminders": queued_text(queued_for_lists(match_round)),
        "can_aim": can_change_aims(match_round),
    }


def _open(request: SignedInRequest, match_round: MatchRound) -> Context:
    context = _before_closing(request, match_round)
    search = request.GET.get("q", "")[:100]
    missing = list(missing_lists(match_round, search=search)[: _NAMES + 1])
    return context | {
        "unready": list(unready_in(match_round.cycle, day=match_round.cycle.local_day(timezone.now()))),
        "search": search,
        "missing": missing[:_NAMES],
        "more_missing": len(missing) > _NAMES,
        "outlook": outlook(match_round, context["turnout"].mentor_keys, reader=request.user),
    }


def _closed(_request: SignedInRequest, match_round: MatchRound) -> Context:
    proposals = proposals_of(match_round)
    running = [proposal for proposal in proposals if proposal.state in Proposal.UNFINISHED]
    done = len(proposals) - len(running)
    asks_mentors = match_round.mentors_rank and not proposals
    return {
        "asks_mentors": asks_mentors,
        "listed": listed_mentors(match_round).count() if asks_mentors else 0,
        "silent": list(silent_mentors(match_round)) if asks_mentors else [],
        "snapshot": match_round.snapshot,
        "proposals": proposals,
        "running": bool(running),
        "done": done,
        "percent": 100 * done / len(proposals) if proposals else 0,
        "run_form": _run_form(match_round, proposals),
        "reopen_form": ReopenForm(proposals=proposals, now=timezone.now()),
    }


def _run_form(match_round: MatchRound, proposals: list[Proposal]) -> RunForm:
    """The settings of the last run, or the program's."""
    return RunForm(initial=settings_of(match_round, proposals) | {"strategies": Strategy.values})


def _compared(match_round: MatchRound) -> Context:
    program = match_round.cycle.program
    proposals = proposals_of(match_round)
    ready = [proposal for proposal in proposals if proposal.state == Proposal.State.READY]
    kept = kept_counts(ready)
    return {
        "snapshot": match_round.snapshot,
        "proposals": ready,
        "failed": [proposal for proposal in proposals if proposal.state == Proposal.State.FAILED],
        "comparison": comparison(ready),
        "ranks": ranks_reached(ready),
        "loads": loads_reached(ready),
        "fairness": fairness_of(served_by(kept), ready, k=program.answers_before_ratings),
        "voluntary": voluntary_table(
            served_by_answer(kept, question=program.voluntary_question),
            ready,
            question=program.voluntary_question,
            k=program.answers_before_ratings,
        ),
        "least_answers": max(LEAST_ANSWERS, program.answers_before_ratings),
    }


def _proposed(request: SignedInRequest, match_round: MatchRound) -> Context:
    context = _compared(match_round)
    ready: list[Proposal] = context["proposals"]
    asked = read_number(request.POST.get("proposal") or request.GET.get("proposal"))
    recommendation = recommend(match_round, ready)
    chosen = _one_of(ready, asked, recommendation.proposal)
    return (
        context
        | _moves(request, ready, recommendation)
        | {
            "chosen": chosen,
            "recommendation": recommendation,
            "beaten_by": recommendation.beats(chosen) if chosen else "",
            "notified": len(recipients_of_publication(chosen, now=timezone.now())) if chosen else 0,
            "warnings": warnings_of(chosen, reader=request.user, now=timezone.now()) if chosen else [],
            "changes": changes_of(chosen) if chosen else [],
            "overrides": override_rows(chosen) if chosen else [],
            "second": second_look(match_round, chosen, reader=request.user) if chosen else None,
            "publish_form": _publish_form(match_round, chosen),
            "run_form": _run_form(match_round, ready),
            "reopen_form": ReopenForm(proposals=ready, now=timezone.now()),
        }
    )


def _one_of(ready: list[Proposal], asked: int | None, otherwise: Proposal | None) -> Proposal | None:
    """The proposal that the address asks for; else the one given, or the first there is."""
    first = otherwise or next(iter(ready), None)
    return next((proposal for proposal in ready if proposal.pk == asked), first)


def _moves(request: SignedInRequest, ready: list[Proposal], recommendation: Recommendation) -> Context:
    """Who gains and who loses between two proposals: those asked for, or the recommended one and its rival."""
    if len(ready) < 2:
        return {}
    after = _one_of(ready, read_number(request.GET.get("after")), recommendation.proposal)
    rival = recommendation.versus if recommendation.versus != after else recommendation.proposal
    others = [proposal for proposal in ready if proposal != after]
    before = _one_of(ready, read_number(request.GET.get("before")), rival or others[0])
    if before is None or after is None:
        return {}
    return {"before": before, "after": after, "moves": draw(moves(before, after, reader=request.user))}


def _publish_form(match_round: MatchRound, chosen: Proposal | None) -> PublishForm:
    """For the proposal as it is shown now: when it changes meanwhile, publishing is refused."""
    return PublishForm(
        match_round=match_round, initial={"proposal": chosen, "revision": revision_of(chosen)} if chosen else {}
    )


def _published(_request: SignedInRequest, match_round: MatchRound) -> Context:
    proposal = match_round.published_proposal
    prefetch_related_objects([match_round.cycle], "rounds")  # for the line of the year, too
    rounds = match_round.cycle.rounds.all()
    return _compared(match_round) | {
        "chosen": proposal,
        "overrides": override_rows(proposal) if proposal else [],
        "supplements": [each for each in rounds if each.parent_id == match_round.pk],
        "unfinished": next((each for each in rounds if each.state in MatchRound.LIVE), None),
    }


def _cancelled(_request: SignedInRequest, _round: MatchRound) -> Context:
    return {}


_CONTEXTS: dict[MatchRound.State, Callable[[SignedInRequest, MatchRound], Context]] = {
    State.DRAFT: _before_closing,
    State.OPEN: _open,
    State.CLOSED: _closed,
    State.PROPOSED: _proposed,
    State.PUBLISHED: _published,
    State.CANCELLED: _cancelled,
}

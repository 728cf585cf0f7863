"""Runs the strategies on the frozen input, one proposal each.

A run has three steps, so that nothing is locked while a strategy computes: `claim_proposal`, `compute`,
`record_result`. A worker that dies in between leaves the round closed; running it again starts those that are
not ready. The same input, options and seed give the same pairs, so a second worker on one proposal does no harm.
"""

import zlib
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple, cast

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import WrongState
from matching.engine import Infeasible, Instance, InstanceError, Options, Result, solve, verify
from matching.engine.model.match import Match
from matching.engine.model.what_if import with_changes
from matching.engine.report.metrics import aim_figures
from matching.models import MatchRound, Proposal, ProposedPair, Strategy
from matching.models.names import Names, key_of
from matching.models.stored import InputChanges, Metrics, StrategyOptions
from matching.queries.mentor_lists import takes_mentor_lists
from matching.services.engine_results import how_good, proposed_pairs, stored_metrics
from matching.services.locks import lock_round
from matching.services.mentor_lists import freeze_mentor_lists
from matching.services.overrides import repeat_changes
from matching.services.served import keep_served
from matching.services.snapshots import load_snapshot
from programs.models import Program

_OWN_SETTINGS: dict[str, tuple[str, ...]] = {
    Strategy.CHOICE_BEST: ("objective",),
    Strategy.BALANCED: ("similarity_weight", "rank_weight"),
}
State = Proposal.State


class Solved(NamedTuple):
    """What a strategy found, what the verifier says against it, and the metrics without the aims, where it has any."""

    result: Result
    violations: tuple[str, ...]
    without_aims: Metrics | None


Outcome = Solved | str


def default_options(match_round: MatchRound, strategy: str) -> StrategyOptions:
    """The engine's options for a strategy, by the rules of the program.

    Survey overlap looks at everybody who is eligible, listed or not; the others keep to the lists.
    """
    placed = match_round.cycle.program.unranked_rule == Program.UnrankedRule.SIMILARITY
    options = Options(
        priority="lottery",
        unplaced="similarity" if placed else "unmatched",
        ignore_lists=strategy == Strategy.SURVEY,
    )
    return cast(StrategyOptions, options.to_json())


@transaction.atomic
def queue_proposals(
    match_round: MatchRound,
    *,
    strategies: Iterable[str] = tuple(Strategy.values),
    options: StrategyOptions | None = None,
    now: datetime,
) -> list[Proposal]:
    """Line up strategies to run on the frozen input. What is ready with the same options is kept.

    `options` are settings that differ from `default_options`; each strategy named takes those that concern it.

    Raises:
        WrongState: the round is not closed, or is published.
    """
    match_round = lock_round(match_round)
    if match_round.state not in MatchRound.LISTS_CLOSED:
        raise WrongState(_("Close the round first. A published round can’t be run again."))
    if takes_mentor_lists(match_round):
        freeze_mentor_lists(match_round)
    held = {proposal.strategy: proposal for proposal in match_round.proposals.of_strategies()}
    queued = []
    for strategy in strategies:
        proposal = held.get(strategy) or Proposal(round=match_round, strategy=strategy, seed=match_round.seed)
        if _queue(proposal, default_options(match_round, strategy) | _concerning(strategy, options or {}), now):
            queued.append(proposal)
    if queued and match_round.state == MatchRound.State.PROPOSED:
        match_round.state, match_round.proposed_at = MatchRound.State.CLOSED, None
        match_round.save(update_fields=["state", "proposed_at"])
    return queued


def settings_of(match_round: MatchRound, proposals: Iterable[Proposal]) -> StrategyOptions:
    """The settings with which proposals were computed, of two the later run's; the program's for the rest."""
    settings = default_options(match_round, Strategy.CHOICE_STABLE)
    for proposal in sorted(proposals, key=lambda one: one.finished_at.timestamp() if one.finished_at else 0):
        settings |= _concerning(proposal.strategy, proposal.options)
    return settings


def _concerning(strategy: str, options: StrategyOptions) -> StrategyOptions:
    """Of the settings those that make a strategy run again. Priority concerns all: blocking pairs are counted by it."""
    names = ("priority", *_OWN_SETTINGS.get(strategy, ()))
    return cast(StrategyOptions, {name: value for name, value in options.items() if name in names})


def _queue(proposal: Proposal, options: StrategyOptions, now: datetime) -> bool:
    """Let the proposal wait, without the pairs it held before; False when it is ready as asked.

    Its changes by hand stay, and are made again when the new pairs are there.
    """
    if proposal.state == State.READY and proposal.options == options:
        return False
    ProposedPair.objects.filter(proposal=proposal.pk).delete()
    proposal.options, proposal.state, proposal.created_at = options, State.QUEUED, now
    proposal.error, proposal.metrics, proposal.result, proposal.finished_at = "", {}, b"", None
    proposal.save()
    return True


@transaction.atomic
def cancel_run(match_round: MatchRound) -> int:
    """Stop what waits or runs; a result that arrives later is dropped. Returns how many were stopped."""
    match_round = lock_round(match_round)
    stopped = match_round.proposals.filter(state__in=Proposal.UNFINISHED).update(state=State.CANCELLED)
    _mark_proposed(match_round, None)
    return stopped


def unfinished_proposals(round_pk: int) -> list[int]:
    """Primary keys of the proposals that a run has to compute, what-ifs among them."""
    rows = Proposal.objects.filter(round=round_pk, state__in=Proposal.UNFINISHED)
    return list(rows.values_list("pk", flat=True))


@transaction.atomic
def claim_proposal(pk: int) -> Proposal | None:
    """Mark the proposal as running; None when it is ready, stopped or gone by now."""
    proposal = Proposal.objects.select_for_update().filter(pk=pk, state__in=Proposal.UNFINISHED).first()
    if proposal is None:
        return None
    proposal.state = State.RUNNING
    proposal.save(update_fields=["state"])
    return proposal


def compute(proposal: Proposal, instance: Instance) -> Outcome:
    """Solve and check: the result with what the verifier found wrong, or why there is no result."""
    try:
        options = Options.from_json(proposal.options)
        nonce = proposal.round.nonce if instance.commitment else None
        result = solve(instance, strategy=proposal.strategy, seed=proposal.seed, options=options, nonce=nonce)
        without_aims = _without_aims(proposal, instance, options)
    except Infeasible as error:
        return error.reason
    except InstanceError as error:
        return str(error)
    return Solved(result, tuple(verify(instance, result)), without_aims)


def _without_aims(proposal: Proposal, instance: Instance, options: Options) -> Metrics | None:
    """What Balanced would give if the round aimed for nothing: what its aims cost is told by the difference."""
    if proposal.strategy != Strategy.BALANCED or not instance.aims:
        return None
    plain = with_changes(instance, aims=False)
    found = solve(plain, strategy=proposal.strategy, seed=proposal.seed, options=options)
    as_aimed = aim_figures(Match.of_names(instance, found.pairs))
    return stored_metrics(found.metrics | as_aimed, plain, found.pairs)


@transaction.atomic
def record_result(proposal: Proposal, instance: Instance, outcome: Outcome, *, now: datetime) -> bool:
    """Store what a strategy found, unless it was stopped or the input changed meanwhile.

    Returns whether it was stored. The round is proposed when nothing waits any more.
    """
    match_round = lock_round(proposal.round)
    current = Proposal.objects.select_for_update().filter(pk=proposal.pk, state=State.RUNNING).first()
    if current is None or not _still_open(match_round, current):
        return False
    current.finished_at = now
    if isinstance(outcome, str):
        current.state, current.error = State.FAILED, outcome[:500]
    else:
        result, violations, without_aims = outcome
        current.state, current.error = (State.FAILED, "; ".join(violations)[:500]) if violations else (State.READY, "")
        current.metrics = stored_metrics(result.metrics, instance, result.pairs)
        if without_aims:
            current.metrics |= {"without_aims": without_aims} | how_good(instance, result)
        current.result = zlib.compress(result.to_bytes(), 6)
        if not (violations or current.what_if):
            ProposedPair.objects.bulk_create(proposed_pairs(current, instance, result), batch_size=2000)
    current.save()
    if current.state == State.READY and not current.what_if:
        keep_served(current, match_round)
        repeat_changes(current, instance, now=now)
    _mark_proposed(match_round, now)
    return True


def _still_open(match_round: MatchRound, proposal: Proposal) -> bool:
    """Whether the result of the proposal is still wanted by its round."""
    if proposal.what_if:
        return match_round.state in MatchRound.LISTS_CLOSED
    return match_round.state == MatchRound.State.CLOSED


def _mark_proposed(match_round: MatchRound, now: datetime | None) -> None:
    """Move a closed round on to proposed once nothing waits and something is ready."""
    own = match_round.proposals.of_strategies()
    if match_round.state != MatchRound.State.CLOSED or own.filter(state__in=Proposal.UNFINISHED).exists():
        return
    ready = own.filter(state=State.READY).order_by("-finished_at").first()
    if ready:
        match_round.state, match_round.proposed_at = MatchRound.State.PROPOSED, now or ready.finished_at
        match_round.save(update_fields=["state", "proposed_at"])


def run_unfinished(round_pk: int, *, clock: Callable[[], datetime]) -> int:
    """Compute everything that waits, one after the other, and return how many results were stored.

    `clock` gives the time at which each result is stored.
    """
    stored, frozen = 0, None
    for pk in unfinished_proposals(round_pk):
        proposal = claim_proposal(pk)
        if proposal is None:
            continue
        frozen = frozen or load_snapshot(proposal.round.snapshot)
        instance, outcome = _answer(proposal, frozen)
        stored += record_result(proposal, instance, outcome, now=clock())
    return stored


def _asked(proposal: Proposal) -> InputChanges:
    """The changes of a question, with mentors under their names in the round's files."""
    changes, names = proposal.changes.copy(), Names(proposal.round.names_secret)
    if "places" in changes:
        changes["places"] = {names.mentor(key_of(name)): places for name, places in changes["places"].items()}
    if "out" in changes:
        changes["out"] = [names.mentor(key_of(name)) for name in changes["out"]]
    return changes


def _answer(proposal: Proposal, frozen: Instance) -> tuple[Instance, Outcome]:
    """The input that the proposal asks for, and what its strategy makes of it."""
    try:
        instance = with_changes(frozen, **_asked(proposal)) if proposal.changes else frozen
    except InstanceError as error:
        return frozen, str(error)
    return instance, compute(proposal, instance)

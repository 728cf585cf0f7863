"""The life of a match round: draft → open → closed → proposed → published, or cancelled.

Every step locks the round, so two coordinators who press the same button at once get one step and one answer.
Asking again for the step that was just made changes nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from types import EllipsisType
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import WrongState
from core.revisions import refuse_stale, stored_fields
from matching.errors import LiveRoundExists, NothingToMatch, SeedIsFixed, StrategyNotAllowed
from matching.models import (
    MatchRound,
    PairOverride,
    PreferenceList,
    Proposal,
    ProposedPair,
    RoundSnapshot,
    possible_strategies,
)
from matching.queries.mentor_lists import mentors_rank_in
from matching.queries.places import unready_in
from matching.queries.rounds import turnout
from matching.services.avoided_ranks import remove_avoided_mentors
from matching.services.demand import count_demand
from matching.services.draws import draw_lottery
from matching.services.keeping import keep_draft, keep_year
from matching.services.locks import lock_round, lock_with_year, lock_year, take_year_along
from matching.services.mentor_lists import ask_mentors
from matching.services.ranking_notices import announce_moved_closing, schedule_ranking
from matching.services.round_aims import INHERITED
from matching.services.second_look import clear_put_forward
from matching.services.snapshots import create_snapshot
from matching.services.untrained import refuse_untrained
from programs.models import Cycle, CycleState

State = MatchRound.State


@transaction.atomic
def create_round(
    *,
    cycle: Cycle,
    name: str,
    closes_at: datetime,
    opens_at: datetime | None = None,
    parent: MatchRound | None = None,
    announced_method: str = "",
    kept_year: Cycle | None = None,
    seed: int | None = None,
    secret: str | None = None,
) -> MatchRound:
    """Make a draft. With a parent it is a supplementary round for those whom the parent left without a mentor; it aims
    for what the parent did.

    `announced_method` is the strategy that its mentees are told of before they rank; empty where it is chosen later.
    `kept_year` is an earlier year of which the round keeps as many pairs as it can.
    The lottery's `seed`, and the `secret` behind the names in its files, are drawn at random when None; with both given
    the same people are paired alike each time, which a school must never want.

    Raises:
        LiveRoundExists: the cycle has an unfinished round.
        StrategyNotAllowed: the program pairs by survey or by draw, and `announced_method` is another.
        WrongState: the parent is not published, or belongs to another cycle; or the cycle is closed.
    """
    _check_method(cycle, announced_method)
    cycle = lock_year(cycle.pk)
    check_new_round(cycle, parent=parent)
    match_round = MatchRound(
        cycle=cycle,
        name=name,
        parent=parent,
        kind=MatchRound.Kind.SUPPLEMENTARY if parent else MatchRound.Kind.MAIN,
        opens_at=opens_at,
        closes_at=closes_at,
        announced_method=announced_method,
        needs_second=cycle.program.second_publisher,
        **_inherited(parent),
    )
    keep_year(match_round, kept_year)
    draw_lottery(match_round, seed, secret)
    match_round.save()
    return match_round


def _inherited(parent: MatchRound | None) -> dict[str, Any]:
    """What a supplementary round aims for, as its parent did."""
    return {name: getattr(parent, name) for name in INHERITED} if parent else {}


def check_new_round(cycle: Cycle, *, parent: MatchRound | None = None) -> None:
    """Refuse what `create_round` cannot make; a page asks before it shows the form.

    Raises:
        LiveRoundExists: the cycle has an unfinished round.
        WrongState: the parent is not published, or belongs to another cycle; or the cycle is closed.
    """
    if cycle.program.is_rolling:
        raise WrongState(_("In this program mentees ask a mentor directly, so there are no rounds."))
    if cycle.program.is_peer:
        raise WrongState(_("In this program you form pairs of equals, so there are no rounds."))
    if cycle.state == CycleState.CLOSED:
        raise WrongState(_("This cycle is closed. Nobody can be matched in it anymore."))
    if parent and (parent.cycle_id != cycle.pk or parent.state != State.PUBLISHED):
        raise WrongState(_("A supplementary round has to follow a published round of the same cycle."))
    if cycle.rounds.filter(state__in=MatchRound.LIVE).exists():
        raise LiveRoundExists


@transaction.atomic
def edit_round(
    match_round: MatchRound,
    *,
    name: str,
    opens_at: datetime | None,
    closes_at: datetime,
    department_limits: Mapping[str, int] | None = None,
    announced_method: str | None = None,
    kept_year: Cycle | EllipsisType | None = ...,
    now: datetime,
    began_from: str = "",
) -> MatchRound:
    """Change name, dates and, when given, departments' limits and the announced method while lists can still change.

    `kept_year` is the earlier year whose pairs are kept where they can be, or None for none.

    Mentees hear of another closing time, and their reminders follow it. `began_from` is the revision that the form
    carried.

    Raises:
        EditedMeanwhile: somebody has saved other settings since the form was opened.
        StrategyNotAllowed: the program pairs by survey or by draw, and `announced_method` is another.
        WrongState: the lists are closed, or mentees were told of another method when ranking opened.
    """
    match_round = lock_round(match_round)
    check_editable(match_round)
    wanted: dict[str, Any] = {
        "name": name,
        "opens_at": opens_at,
        "closes_at": closes_at,
        "department_limits": department_limits,
    }
    if announced_method is not None:
        wanted["announced_method"] = announced_method
    if kept_year is not ...:
        wanted["kept_year"] = kept_year.pk if kept_year else None
    refuse_stale(began_from, stored=stored_fields(match_round, wanted), wanted=wanted)
    moved = closes_at != match_round.closes_at
    match_round.name, match_round.opens_at, match_round.closes_at = name, opens_at, closes_at
    if department_limits is not None:
        match_round.department_limits = dict(department_limits)
    if announced_method is not None:
        _announce(match_round, announced_method)
    if kept_year is not ...:
        keep_year(match_round, kept_year)
    changed = ["name", "opens_at", "closes_at", "department_limits", "announced_method", "kept_year", "keeps"]
    match_round.save(update_fields=changed)
    if moved and match_round.state == State.OPEN:
        announce_moved_closing(match_round, now=now)
    return match_round


def _announce(match_round: MatchRound, method: str) -> None:
    """Fix the method that mentees are told of. Lists are handed in on that word, so it is kept from then on."""
    if method == match_round.announced_method:
        return
    if match_round.state != State.DRAFT:
        raise WrongState(_("Ranking is open, so the method mentees were told about can’t be changed."))
    _check_method(match_round.cycle, method)
    match_round.announced_method = method


def _check_method(cycle: Cycle, method: str) -> None:
    """Raise StrategyNotAllowed when the program's rounds cannot end in the method."""
    if method and method not in possible_strategies(cycle.program):
        raise StrategyNotAllowed


def check_editable(match_round: MatchRound) -> None:
    """Refuse what `edit_round` cannot change; a page asks before it shows the form.

    Raises:
        WrongState: the lists are closed.
    """
    if match_round.state not in MatchRound.LISTS_CHANGE:
        raise WrongState(_("Lists are closed, so the round’s name and dates can’t be changed."))


@transaction.atomic
def set_seed(match_round: MatchRound, *, seed: int) -> MatchRound:
    """Take a seed that was drawn elsewhere, for example in public.

    Once the round is open its first commitment was published: it is withdrawn, and the round has none.

    Raises:
        SeedIsFixed: the lists are closed and were frozen with another seed.
    """
    match_round = lock_round(match_round)
    if match_round.seed == seed:
        return match_round
    if match_round.state not in MatchRound.LISTS_CHANGE:
        raise SeedIsFixed(match_round.seed)
    draw_lottery(match_round, seed)
    if match_round.state == State.OPEN:
        match_round.commitment = ""
    match_round.save(update_fields=["seed", "nonce", "names_secret", "commitment"])
    return match_round


@transaction.atomic
def open_round(match_round: MatchRound, *, now: datetime) -> MatchRound:
    """Let mentees rank. With a main round the year is in its ranking phase.

    Raises:
        WrongState: the round is past that step, its lists would close in the past, or nobody can enroll yet.
        NothingToMatch: there is no mentee, or no mentor with a place.
    """
    match_round = lock_with_year(match_round)
    if match_round.state == State.OPEN:
        return match_round
    if match_round.state != State.DRAFT:
        raise WrongState(_("Only a draft can be opened."))
    if match_round.closes_at <= now:
        raise WrongState(_("Lists would close in the past. Set a later date first."))
    if match_round.cycle.state == CycleState.PLANNING:
        raise WrongState(_("The year is still being planned. Open enrollment first, on the page of the year."))
    if obstacles := turnout(match_round, day=match_round.cycle.local_day(now)).obstacles:
        raise NothingToMatch(" ".join(obstacles))
    match_round.state, match_round.opened_at = State.OPEN, now
    match_round.mentors_rank = mentors_rank_in(match_round.cycle.program)
    match_round.mentors_each = match_round.cycle.program.mentors_each
    match_round.save(update_fields=["state", "opened_at", "mentors_rank", "mentors_each"])
    take_year_along(match_round, CycleState.RANKING)
    schedule_ranking(match_round.cycle, now=now)
    return match_round


@transaction.atomic
def close_round(match_round: MatchRound, *, now: datetime) -> MatchRound:
    """Lock the submitted lists and freeze everything that the strategies will read.

    Raises:
        WrongState: the round is not open.
        NothingToMatch: there is no mentee, or no mentor with a place.
        MentorsNotTrained: the program requires a training that a mentor of the round has still to do.
    """
    match_round = lock_with_year(match_round)
    if match_round.state in MatchRound.LISTS_CLOSED:
        return match_round
    if match_round.state != State.OPEN:
        raise WrongState(_("Only an open round can be closed."))
    cycle = match_round.cycle
    refuse_untrained(cycle, unready_in(cycle, day=cycle.local_day(now)))
    remove_avoided_mentors(match_round)
    submitted = match_round.preference_lists.filter(state=PreferenceList.State.SUBMITTED)
    submitted.update(state=PreferenceList.State.LOCKED)
    snapshot = create_snapshot(match_round, now=now)
    if not snapshot.mentees or not snapshot.places:
        raise NothingToMatch(_("There’s nobody to match: the round needs a mentee, and a mentor with a free place."))
    match_round.state, match_round.closed_at, match_round.input_sha256 = State.CLOSED, now, snapshot.sha256
    match_round.save(update_fields=["state", "closed_at", "input_sha256"])
    if match_round.mentors_rank:
        ask_mentors(match_round, now=now)
    take_year_along(match_round, CycleState.MATCHING)
    return match_round


@transaction.atomic
def reopen_round(
    match_round: MatchRound,
    *,
    closes_at: datetime,
    keep: Proposal | None = None,
    now: datetime,
) -> MatchRound:
    """Throw the frozen input and its proposals away and let mentees rank again, with a fresh lottery.

    Of the pairs of `keep`, one of its proposals, as many are kept as possible when lists have closed again.

    Raises:
        WrongState: the round is not closed, or is published, or would close in the past.
    """
    match_round = lock_with_year(match_round)
    if match_round.state not in MatchRound.LISTS_CLOSED:
        raise WrongState(_("Only a closed round that hasn’t been published can be reopened."))
    if closes_at <= now:
        raise WrongState(_("Choose a closing time in the future."))
    keep_draft(match_round, keep)
    _discard_results(match_round)
    locked_lists = match_round.preference_lists.filter(state=PreferenceList.State.LOCKED)
    locked_lists.update(state=PreferenceList.State.SUBMITTED)
    count_demand(match_round)  # coordinators read the lists when they closed: later steps count from there
    draw_lottery(match_round)
    match_round.state, match_round.closes_at, match_round.input_sha256 = State.OPEN, closes_at, ""
    match_round.closed_at = match_round.proposed_at = None
    match_round.save()
    take_year_along(match_round, CycleState.RANKING)
    announce_moved_closing(match_round, now=now)
    return match_round


def _discard_results(match_round: MatchRound) -> None:
    """Delete the frozen input and everything that was computed from it; nothing is put forward any more."""
    clear_put_forward(match_round)
    PairOverride.objects.filter(proposal__round=match_round).delete()
    ProposedPair.objects.filter(proposal__round=match_round).delete()
    Proposal.objects.filter(round=match_round).delete()
    RoundSnapshot.objects.filter(round=match_round).delete()
    match_round.mentor_lists.all().delete()


@transaction.atomic
def cancel_round(match_round: MatchRound) -> MatchRound:
    """End the round without pairs. Its lists and proposals are kept.

    Raises:
        WrongState: the round is published.
    """
    match_round = lock_round(match_round)
    if match_round.state == State.CANCELLED:
        return match_round
    if match_round.state == State.PUBLISHED:
        raise WrongState(_("A published round can’t be changed. Correct it with a supplementary round."))
    match_round.proposals.filter(state__in=Proposal.UNFINISHED).update(state=Proposal.State.CANCELLED)
    match_round.state = State.CANCELLED
    match_round.save(update_fields=["state"])
    return match_round

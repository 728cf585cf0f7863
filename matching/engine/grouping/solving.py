"""Forms the groups of an instance: count, search, prove, draw."""

import time
from typing import Any

from matching.engine.grouping.arrangement import Arrangement, broken_pairs
from matching.engine.grouping.bounds import counting_bounds
from matching.engine.grouping.contradiction import check_by_counting, explain
from matching.engine.grouping.cp_search import Clock, Found, choose_mentors, counted, search, too_large
from matching.engine.grouping.local_search import HARD, LocalSearch
from matching.engine.grouping.mentor_assignment import assign_mentors
from matching.engine.grouping.options import OnProgress, Progress, SearchOptions
from matching.engine.grouping.problem import GroupingProblem
from matching.engine.grouping.result import FINISHED, GroupingResult, Proof, result_of
from matching.engine.grouping.tables import Tables
from matching.engine.model import draws
from matching.engine.model.errors import InstanceError, Undecided
from matching.engine.model.limits import MAX_SEED

SEARCH_SHARE, LONE_SHARE = 0.4, 0.8  # of the limit, for the local search; the second where CP-SAT does not follow
MENTORS_SHARE = 0.2  # of the limit, and of the effort, for the choice of mentors


def form_groups(
    problem: GroupingProblem,
    *,
    seed: int | None = None,
    nonce: str | None = None,
    options: SearchOptions | None = None,
    on_progress: OnProgress | None = None,
) -> GroupingResult:
    """Return groups that keep every constraint and miss as little as was found in the time given.

    `seed` defaults to the instance's own, else 0; `nonce` opens the instance's commitment, if it has one.
    `on_progress` is called with each better grouping, now and then in a second. The same instance, seed and options
    give the same bytes, with the same versions of OR-tools and numpy, unless the limit of seconds ended a search
    ("repeatable": false).

    Raises InstanceError for a seed that does not open the commitment, Infeasible with the reason when the demands
    cannot be met together, Undecided when the time did not suffice to find groups or to show that there are none.
    """
    clock, settings = Clock(time.monotonic()), options or SearchOptions()
    lottery = _lottery(problem, seed, nonce)
    check_by_counting(problem)
    tables = Tables.of(problem)
    by_aim = counting_bounds(tables)
    found = _found(tables, by_aim, lottery["seed"], settings, clock, on_progress or _unheard)
    if not found.possible:
        raise explain(tables, lottery["seed"])
    if found.arrangement is None:
        raise Undecided("no groups were found in the time given, nor was it shown that there are none; give it more")
    least = counted(tables, by_aim)
    proof = Proof(found.bound, least, by_aim, found.stopped, found.repeatable)
    return result_of(tables, found.arrangement.drawn(problem, lottery["seed"]), proof, settings, lottery)


def _unheard(_progress: Progress) -> None:
    """Nobody asked for progress."""


def _found(
    tables: Tables, by_aim: list[int], seed: int, options: SearchOptions, clock: Clock, on_progress: OnProgress
) -> Found:
    """The best of both searches; the second is left out where the first reaches the bound by counting."""
    least = counted(tables, by_aim)
    start, late = _start(tables, least, seed, options, clock, on_progress)
    cost = _cost(tables, start)
    if cost is not None:
        on_progress(Progress(cost, least, clock.seconds()))
        if cost <= least:
            return Found(start, least, True, FINISHED, not late)
    found = search(tables, start, by_aim, seed, options, clock, on_progress)
    found = found._replace(repeatable=found.repeatable and not late)
    if cost is not None and (found.arrangement is None or cost < _total(tables, found.arrangement)):
        return found._replace(arrangement=start, possible=True)
    return found


def _start(
    tables: Tables, least: int, seed: int, options: SearchOptions, clock: Clock, on_progress: OnProgress
) -> tuple[Arrangement, bool]:
    """The local search's groups with the mentors who suit them, without any where none do; and whether time ran out."""
    local = LocalSearch(tables, seed)
    local.insert()
    late = local.improve(
        least,
        lambda total: on_progress(Progress(total if total < HARD else None, least, clock.seconds())),
        clock.begun + (LONE_SHARE if too_large(tables) else SEARCH_SHARE) * options.limit,
    )
    names = list(tables.problem.people)
    start = Arrangement(tuple(tuple(names[person] for person in members) for members in local.groups()), ())
    if not tables.problem.roles:
        return Arrangement(start.people, ((),) * tables.problem.count), late
    led = assign_mentors(tables, start)
    if led is not None and not broken_pairs(tables.problem, led):
        return led, late
    seconds = max(MENTORS_SHARE * options.limit, 0.01)
    led, late_too = choose_mentors(tables, start, seed, seconds, MENTORS_SHARE * options.effort)
    return led or start, late or late_too


def _cost(tables: Tables, arrangement: Arrangement) -> int | None:
    """The weighted total of a grouping that keeps every constraint; None of one that does not."""
    problem = tables.problem
    if not arrangement.mentors or broken_pairs(problem, arrangement):
        return None
    if any(not problem.minimum <= len(members) <= problem.maximum for members in arrangement.people):
        return None
    missed = arrangement.costs(tables).sum(0)
    if any(aim.required and cost for aim, cost in zip(problem.aims, missed.tolist(), strict=True)):
        return None
    return int(missed @ tables.weights)


def _total(tables: Tables, arrangement: Arrangement) -> int:
    return int(arrangement.costs(tables).sum(0) @ tables.weights)


def _lottery(problem: GroupingProblem, seed: int | None, nonce: str | None) -> dict[str, Any]:
    number = next(given for given in (seed, problem.seed, 0) if given is not None)
    if not 0 <= number <= MAX_SEED:
        raise InstanceError("seed", f"must lie between 0 and {MAX_SEED}")
    commitment = draws.commitment(number, nonce or "")
    if problem.commitment not in (None, commitment):
        raise InstanceError("seed", "seed and nonce do not open the published commitment")
    return {"seed": number, "nonce": nonce or "", "commitment": commitment}

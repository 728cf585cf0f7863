"""The strategies by name, and how a run of one becomes a result."""

from collections.abc import Callable
from importlib import import_module

import numpy as np

from matching.engine import draws
from matching.engine.errors import InstanceError
from matching.engine.instance import Instance
from matching.engine.limits import MAX_SEED
from matching.engine.match import Match
from matching.engine.metrics import metrics
from matching.engine.options import Options
from matching.engine.reasons import reasons
from matching.engine.result import Outcome, Result, sealed
from matching.engine.unplaced import place_by_similarity

MODULES = {
    "choice-stable": "stable",
    "choice-best": "choice_best",
    "survey": "survey",
    "lottery": "lottery",
    "balanced": "balanced",
}
STRATEGIES = tuple(MODULES)
DRAWING = ("choice-stable", "lottery")  # the others depend on the instance alone


def solve(
    instance: Instance,
    *,
    strategy: str,
    seed: int | None = None,
    options: Options | None = None,
    nonce: str | None = None,
) -> Result:
    """Run one strategy and say all about its result: pairs, reasons, metrics, certificate.

    `seed` defaults to the instance's own, else 0. `nonce` opens the instance's commitment, if it has one.
    Raises InstanceError for an unknown strategy or a seed that does not open the commitment, Infeasible
    with the reason when the strategy's hard demands cannot be met together.
    """
    chosen = options or Options()
    drawn = next(number for number in (seed, instance.seed, 0) if number is not None)
    if not 0 <= drawn <= MAX_SEED:
        raise InstanceError("seed", f"must lie between 0 and {MAX_SEED}")
    lottery = _lottery(instance, drawn, nonce)
    outcome = _run(instance, strategy, drawn, chosen)
    codes = np.sort(instance.codes(outcome.mentee, outcome.mentor))
    after = np.zeros(0, np.int64)
    if chosen.unplaced == "similarity":
        after = place_by_similarity(Match(instance, codes, after), seed=drawn)
    match = Match(instance, np.sort(np.concatenate([codes, after])), after)
    priority = chosen.priority_for(instance)
    return Result(
        strategy=strategy,
        pairs=_names(match),
        unmatched=tuple(instance.mentees[at] for at in np.flatnonzero(match.mentors_found == 0)),
        reasons=reasons(match, strategy, priority),
        metrics=metrics(match, priority),
        certificate=sealed(
            {
                **outcome.certificate,
                "options": chosen.to_json(),
                "lottery": lottery,
                "after": [list(pair) for pair in _names(Match(instance, after, after))],
            }
        ),
        input_sha256=instance.input_sha256,
    )


def _run(instance: Instance, strategy: str, seed: int, options: Options) -> Outcome:
    """Call the strategy's module; numeric libraries are imported by the one that needs them."""
    if strategy not in MODULES:
        raise InstanceError("strategy", f"{strategy!r} is none of {', '.join(STRATEGIES)}")
    solver: Callable[..., Outcome] = import_module(f"matching.engine.{MODULES[strategy]}").solve
    return solver(instance, options, seed) if strategy in DRAWING else solver(instance, options)


def _lottery(instance: Instance, seed: int, nonce: str | None) -> dict[str, int | str]:
    commitment = draws.commitment(seed, nonce or "")
    if instance.commitment not in (None, commitment):
        raise InstanceError("seed", "seed and nonce do not open the published commitment")
    return {"seed": seed, "nonce": nonce or "", "commitment": commitment}


def _names(match: Match) -> tuple[tuple[str, str], ...]:
    mentees, mentors = match.instance.mentees, match.instance.mentors
    pairs = zip(match.mentee.tolist(), match.mentor.tolist(), strict=True)
    return tuple((mentees[mentee], mentors[mentor]) for mentee, mentor in pairs)

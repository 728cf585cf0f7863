"""The strategies by name, and how a run of one becomes a result."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from matching.engine.model import draws
from matching.engine.model.errors import InstanceError
from matching.engine.model.instance import Instance
from matching.engine.model.limits import MAX_SEED
from matching.engine.model.match import Match
from matching.engine.model.options import Options
from matching.engine.model.outcome import Outcome
from matching.engine.report.metrics import metrics
from matching.engine.report.reasons import reasons
from matching.engine.report.result import Result, with_checksum
from matching.engine.strategies import balanced, choice_best, choice_stable, lottery, survey
from matching.engine.strategies.keeping import keep_most
from matching.engine.strategies.unplaced import place_by_similarity

SOLVERS: dict[str, Callable[[Instance, Options, int], Outcome]] = {
    "choice-stable": choice_stable.solve,
    "choice-best": choice_best.solve,
    "survey": survey.solve,
    "lottery": lottery.solve,
    "balanced": balanced.solve,
}
STRATEGIES = tuple(SOLVERS)
STEP_BY_STEP = ("choice-stable", "lottery")  # no flows: what they keep is found before they begin


def solve(
    instance: Instance,
    *,
    strategy: str,
    seed: int | None = None,
    options: Options | None = None,
    nonce: str | None = None,
) -> Result:
    """Run one strategy and return its result: pairs, reasons, metrics, certificate.

    `seed` defaults to the instance's own, else 0. `nonce` opens the instance's commitment, if it has one.
    Raises InstanceError for an unknown strategy or a seed that does not open the commitment, Infeasible
    with the reason when the strategy's hard demands cannot be met together.
    """
    settings = options or Options()
    lottery_seed = next(number for number in (seed, instance.seed, 0) if number is not None)
    if not 0 <= lottery_seed <= MAX_SEED:
        raise InstanceError("seed", f"must lie between 0 and {MAX_SEED}")
    lottery_record = _lottery(instance, lottery_seed, nonce)
    if strategy not in SOLVERS:
        raise InstanceError("strategy", f"{strategy!r} is none of {', '.join(STRATEGIES)}")
    outcome = _outcome(instance, strategy, settings, lottery_seed)
    codes = np.sort(instance.codes(outcome.mentee, outcome.mentor))
    placed_later = np.zeros(0, np.int64)
    if settings.unplaced == "similarity":
        placed_later = place_by_similarity(Match(instance, codes, placed_later), seed=lottery_seed)
    match = Match(instance, np.sort(np.concatenate([codes, placed_later])), placed_later)
    priority = settings.priority_for(instance)
    return Result(
        strategy=strategy,
        pairs=_names(match),
        unmatched=tuple(instance.mentees[at] for at in np.flatnonzero(match.mentor_count == 0)),
        reasons=reasons(match, strategy, priority),
        metrics=metrics(match, priority),
        certificate=with_checksum(
            {
                **outcome.certificate,
                "options": settings.to_json(),
                "lottery": lottery_record,
                "placed_later": [list(pair) for pair in _names(Match(instance, placed_later, placed_later))],
            }
        ),
        input_sha256=instance.input_sha256,
    )


def _outcome(instance: Instance, strategy: str, settings: Options, seed: int) -> Outcome:
    """What the strategy makes, as many present pairs kept as possible."""
    if not len(instance.present) or strategy not in STEP_BY_STEP:
        return SOLVERS[strategy](instance, settings, seed)
    indifferent = strategy == "lottery"
    everybody = indifferent and settings.ignore_lists
    narrowed, proof = keep_most(instance, indifferent=indifferent, everybody=everybody, seed=seed)
    outcome = SOLVERS[strategy](narrowed, settings, seed)
    return replace(outcome, certificate={**outcome.certificate, "kept": proof})


def _lottery(instance: Instance, seed: int, nonce: str | None) -> dict[str, int | str]:
    commitment = draws.commitment(seed, nonce or "")
    if instance.commitment not in (None, commitment):
        raise InstanceError("seed", "seed and nonce do not open the published commitment")
    return {"seed": seed, "nonce": nonce or "", "commitment": commitment}


def _names(match: Match) -> tuple[tuple[str, str], ...]:
    mentees, mentors = match.instance.mentees, match.instance.mentors
    pairs = zip(match.mentee.tolist(), match.mentor.tolist(), strict=True)
    return tuple((mentees[mentee], mentors[mentor]) for mentee, mentor in pairs)

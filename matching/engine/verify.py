"""The verifier: is this result what it says it is? It shares no code with the solvers.

It reads the instance, describes the pairs anew (ranks, metrics, reasons) and checks, in time linear in
the number of acceptable pairs (up to sorting):

every strategy   the instance's hash; the certificate's own hash; names, forbidden and fixed pairs, places,
                 capacities, group capacities, acceptability; the lottery's seed and nonce against the
                 commitment; unmatched, metrics and reasons; pairs placed by similarity after the rest
choice-stable    no blocking pair once ties are broken by the lottery; best for the mentees of all such
                 matchings (`verify_stable`)
lottery          the serial order was kept, hence no Pareto improvement (`verify_lottery`)
choice-best, survey, balanced   minimums; optimality by dual values (`verify_dual`), hence no Pareto improvement
"""

from collections.abc import Iterator

import numpy as np

from matching.engine import verify_after, verify_dual, verify_lottery, verify_stable
from matching.engine.edges import found_in
from matching.engine.errors import Infeasible, InstanceError
from matching.engine.instance import Instance
from matching.engine.match import Match
from matching.engine.metrics import metrics
from matching.engine.options import Options
from matching.engine.reasons import reasons
from matching.engine.result import Result, sealed
from matching.engine.verify_draws import seed_faults
from matching.engine.verify_pairs import SHOWN, faults_of_pairs, read_pairs

PROOFS = {
    "choice-stable": ("stable", verify_stable.faults),
    "lottery": ("serial-order", verify_lottery.faults),
    "choice-best": ("lp-dual", verify_dual.faults),
    "survey": ("lp-dual", verify_dual.faults),
    "balanced": ("lp-dual", verify_dual.faults),
}
CERTIFICATE_KEYS = {"kind", "options", "lottery", "after", "sha256"}


def verify(instance: Instance, result: Result) -> tuple[str, ...]:
    """Every reason why the result cannot stand, in words; none when all holds."""
    try:
        return tuple(_faults(instance, result))
    except (InstanceError, Infeasible) as error:
        return (str(error),)


def _faults(instance: Instance, result: Result) -> Iterator[str]:
    if result.input_sha256 != instance.input_sha256:
        yield f"input_sha256 is {result.input_sha256}, the instance's is {instance.input_sha256}"
    if result.strategy not in PROOFS:
        yield f"strategy {result.strategy!r} is none of {', '.join(PROOFS)}"
        return
    certificate, (kind, proof) = result.certificate, PROOFS[result.strategy]
    if sealed(certificate) != certificate:
        yield "certificate: its sha256 does not fit, something in it was changed"
    if not certificate.keys() >= CERTIFICATE_KEYS or certificate["kind"] != kind:
        yield f"certificate: expected kind {kind!r} and the keys {', '.join(sorted(CERTIFICATE_KEYS))}"
        return
    options = Options.from_json(certificate["options"])
    yield from seed_faults(instance, certificate["lottery"])
    match = Match(
        instance,
        read_pairs(instance, "pairs", result.pairs),
        read_pairs(instance, "certificate.after", certificate["after"]),
    )
    rest = Match(instance, match.codes[~found_in(match.after, match.codes)], np.zeros(0, np.int64))
    yield from faults_of_pairs(match, result.strategy, options)
    yield from _description_faults(match, result, options)
    yield from proof(rest, result.strategy, certificate, options)
    yield from verify_after.faults(match, rest, certificate["lottery"]["seed"], options)


def _description_faults(match: Match, result: Result, options: Options) -> Iterator[str]:
    """What the result says of its pairs, against what they are."""
    unmatched = tuple(match.instance.mentees[at] for at in np.flatnonzero(match.mentors_found == 0))
    if result.unmatched != unmatched:
        yield f"unmatched: {len(result.unmatched)} names stated, {len(unmatched)} found, or others"
    priority = options.priority_for(match.instance)
    for place, stated, found in (
        ("metrics", result.metrics, metrics(match, priority)),
        ("reasons", result.reasons, reasons(match, result.strategy, priority)),
    ):
        if stated == found:
            continue
        differing = sorted(key for key in stated.keys() | found.keys() if stated.get(key) != found.get(key))
        yield f"{place}: not true of {', '.join(differing[:SHOWN])}"

"""The verifier: is this result what it says it is? It shares no code with the solvers.

It reads the instance, describes the pairs anew (ranks, metrics, reasons) and checks, in time linear in
the number of acceptable pairs (up to sorting):

every strategy   the instance's hash; the certificate's own hash; names, forbidden and fixed pairs, places,
                 capacities, group capacities, acceptability; the lottery's seed and nonce against the
                 commitment; unmatched, metrics and reasons; pairs placed by similarity after the rest
choice-stable    no blocking pair once ties are broken by the lottery; best for the mentees of all such
                 matchings (`verify_stable`)
lottery          the serial order was kept, hence no Pareto improvement, and played again makes the same pairs
                 (`verify_lottery`)
choice-best, survey, balanced   minimums; by dual values (`verify_dual`) that no other pairs are as good, hence no
                 Pareto improvement, and that the lottery chose between equals
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import numpy as np

from matching.engine import verify_after, verify_dual, verify_lottery, verify_stable
from matching.engine.model.acceptability import found_in
from matching.engine.model.errors import Infeasible, InstanceError
from matching.engine.model.instance import Instance
from matching.engine.model.match import Match
from matching.engine.model.options import Options
from matching.engine.report.metrics import metrics
from matching.engine.report.reasons import reasons
from matching.engine.report.result import Result, with_checksum
from matching.engine.verify_draws import commitment_faults, read_seed
from matching.engine.verify_pairs import SHOWN, faults_of_pairs, read_pairs

PROOFS = {
    "choice-stable": ("stable", verify_stable.faults),
    "lottery": ("serial-order", verify_lottery.faults),
    "choice-best": ("lp-dual", verify_dual.faults),
    "survey": ("lp-dual", verify_dual.faults),
    "balanced": ("lp-dual", verify_dual.faults),
}
CERTIFICATE_KEYS = {"kind", "options", "lottery", "after", "sha256"}
PROOF_KEYS = {"stable": {"priority"}, "serial-order": set(), "lp-dual": {"objective", "levels", "scale", "duals"}}
T = TypeVar("T")


def verify(instance: Instance, result: Result) -> tuple[str, ...]:
    """Every reason why the result cannot stand, in words; none when all holds.

    What cannot be read is set aside and named, so that it hides no other reason.
    """
    faults, certificate = _Faults(), result.certificate
    faults.gather(_outer_faults(instance, result))
    options = faults.read(lambda: Options.from_json(certificate.get("options")))
    seed = faults.read(lambda: read_seed(certificate.get("lottery")))
    if seed is not None:
        faults.gather(commitment_faults(instance, certificate["lottery"]))
    pairs, unread = read_pairs(instance, "pairs", result.pairs)
    after, unread_after = read_pairs(instance, "certificate.after", certificate.get("after"))
    faults += unread + unread_after
    match = Match(instance, pairs, after)
    rest = Match(instance, pairs[~found_in(after, pairs)], np.zeros(0, np.int64))
    faults.gather(_unmatched_faults(match, result))
    if result.strategy not in PROOFS or options is None:
        return tuple(faults)
    _, proof = PROOFS[result.strategy]
    faults.gather(faults_of_pairs(match, rest, result.strategy, options))
    faults.gather(_description_faults(match, result, options))
    if seed is not None:
        faults.gather(proof(rest, result.strategy, certificate, options))
        faults.gather(verify_after.faults(match, rest, seed, options))
    return tuple(faults)


class _Faults(list[str]):
    """The faults found so far."""

    def read(self, reading: Callable[[], T]) -> T | None:
        """What is read; None, and a fault more, when it cannot be."""
        try:
            return reading()
        except (InstanceError, Infeasible) as error:
            self.append(str(error))
        except RecursionError:
            self.append("certificate: nested too deeply")
        return None

    def gather(self, found: Iterable[str]) -> None:
        """Take the faults in, as many as are found before one makes it impossible to look further."""
        faults = iter(found)
        while (fault := self.read(lambda: next(faults, None))) is not None:
            self.append(fault)


def _outer_faults(instance: Instance, result: Result) -> Iterator[str]:
    """The hashes, the strategy's name and the certificate's keys."""
    certificate = result.certificate
    if result.input_sha256 != instance.input_sha256:
        yield f"input_sha256 is {result.input_sha256}, the instance's is {instance.input_sha256}"
    if result.strategy not in PROOFS:
        yield f"strategy {result.strategy!r} is none of {', '.join(PROOFS)}"
    else:
        kind, _ = PROOFS[result.strategy]
        keys = CERTIFICATE_KEYS | PROOF_KEYS[kind]
        if certificate.keys() != keys or certificate["kind"] != kind:
            yield f"certificate: expected kind {kind!r} and exactly the keys {', '.join(sorted(keys))}"
    if with_checksum(certificate)["sha256"] != certificate.get("sha256"):
        yield "certificate: its sha256 does not fit, something in it was changed"


def _unmatched_faults(match: Match, result: Result) -> Iterator[str]:
    unmatched = tuple(match.instance.mentees[at] for at in np.flatnonzero(match.mentor_count == 0))
    if result.unmatched != unmatched:
        yield f"unmatched: {len(result.unmatched)} names stated, {len(unmatched)} found, or others"


def _description_faults(match: Match, result: Result, options: Options) -> Iterator[str]:
    """What the result says of its pairs, against what they are."""
    priority = options.priority_for(match.instance)
    figures = metrics(match, priority)
    if not _same(result.metrics, figures):
        yield _differing("metrics", result.metrics, figures)
    told = reasons(match, result.strategy, priority)
    if not (result.reasons == told and _whole_ranks(result.reasons)):
        yield _differing("reasons", result.reasons, told)


def _differing(place: str, stated: dict[str, Any], found: dict[str, Any]) -> str:
    names = sorted(name for name in stated.keys() | found.keys() if not _same(stated.get(name), found.get(name)))
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{place}: not true of {', '.join(names[:SHOWN])}{more}"


def _same(stated: Any, found: Any) -> bool:
    """Are these the same JSON value? Python takes true, 1 and 1.0 for equal."""
    if type(stated) is not type(found):
        return False
    if isinstance(found, dict):
        return stated.keys() == found.keys() and all(_same(stated[key], found[key]) for key in found)
    if isinstance(found, list):
        return len(stated) == len(found) and all(map(_same, stated, found))
    return bool(stated == found)


def _whole_ranks(told: dict[str, Any]) -> bool:
    """For reasons that are equal the same as `_same`, but quick: ranks are the only numbers in them."""
    return {type(rank) for reason in told.values() for _, rank, _ in reason["mentors"]} <= {int, type(None)}

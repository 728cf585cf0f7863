"""Is this result of a mentoring match what it says it is? One file, the standard library, Python 3.9 or later.

    python3 verify.py INSTANCE.json RESULT.json

INSTANCE.json holds what went in: mentees and mentors with their ranked lists, places, groups, forbidden and fixed
pairs, similarities. RESULT.json holds what came out: pairs, reasons, metrics, and a certificate, which is the proof.

Exit code 0: all holds. 1: the result does not hold, and every reason is printed, one a line. 2: the instance cannot be
read, memory ran short, or the command was not understood. 74: the answer could not be written.

What is checked, whatever the strategy: both files are strict JSON in the documented format; the result belongs to this
instance (a hash over all of it); the certificate is undamaged (its own hash); no pair is forbidden, no fixed pair is
missing, nobody has more pairs than places, groups of mentors included; each pair is acceptable to both sides; seed and
nonce open the commitment that was published before the lists closed; metrics and the reason given to each mentee are
true, value by value. Then, by strategy, that the pairs are the one answer which the strategy promises:

choice-stable   A matching is stable when no mentee and mentor, not paired, would both rather have each other: there is
                no blocking pair. That is checked pair by pair. Of all stable matchings it is the best for each mentee
                when no rotation is exposed in it (see `_rotation`); with groups of mentors deferred acceptance is run
                again (see `_proposed`).
lottery         Serial dictatorship: one mentee after the other, in the order of the draw, takes the best place still to
                be had. Nobody could have had a better one without taking it from somebody drawn earlier
                (`_passed_over`), and run again it gives the very same pairs (`SerialDictatorship`).
choice-best, survey, balanced
                The pairs solve a linear program, and the certificate holds dual values. By weak duality no feasible
                set of pairs is worth more than the dual values add up to; complementary slackness says that this one
                is worth just that (see `_optimum_violations`). One last level of dual values proves that there is no
                second optimum.

Where pairs are present already, as many of them are kept as possible, before all else that a strategy promises. For
the last three that is the first level of the linear program. The other two make them before they begin, as fixed pairs
are made; dual values of a program of their own prove that no more could be kept (see `_kept_violations`).

Two things keep whoever runs a round from choosing between equals. Every tie is broken by numbers that follow from a
seed; and a commitment, SHA-256 of "seed:nonce", is published before anybody knows the lists, so the seed cannot be
picked afterwards, nor be guessed while the nonce is secret (a commitment scheme; Brassard, Chaum and Crépeau, 1988).

Everything is computed anew from the two files. Nothing is shared with the programs that made the result, not even a
helper of three lines: what is shared cannot be checked, for one mistake in it would pass on both sides. That is why
this file repeats what those programs do, and why it should stay so.

Mentees, mentors and groups are indices into their sorted names throughout; a pair is the code mentee * m + mentor,
m being the number of mentors.

Gale, Shapley 1962 and Roth, Sotomayor 1990 (stability); Irving, Leather 1986 and Gusfield, Irving 1989 (rotations);
Abraham, Irving, Manlove 2007 (groups); Svensson 1994 and Krysta, Manlove, Rastegari, Zhang 2014 (serial dictatorship
with ties); Ahuja, Magnanti, Orlin 1993 (duality, residual cycles); Steele, Lea, Flood 2014 (SplitMix64).
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import struct
import sys
from array import array
from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from math import fsum
from operator import itemgetter, mul
from pathlib import Path
from typing import Any, NamedTuple, Optional, TypeVar, Union

ALL_HOLDS, DOES_NOT_HOLD, BAD_INPUT, NOT_WRITTEN = 0, 1, 2, 74
SHOWN = 20  # violations of one kind that are named; more are counted
MAX_LINE = 10_000  # characters of a line that is printed

MAX_BYTES = 1_000_000_000  # of a file
MAX_PEOPLE = 1_000_000  # mentees, mentors, groups
MAX_ENTRIES = 20_000_000  # entries of all lists of one side, forbidden pairs, fixed pairs
MAX_CELLS = 100_000_000  # cells of a similarity matrix, entries of the interest vectors of one side
MAX_PLACES = 1_000_000_000  # capacity, minimum, places of one person or group
MAX_NAME = 200  # characters
MAX_DIGITS = 1_000  # of one number
MAX_SEED = 2**63 - 1
MAX_SIMILARITY = 1_000_000.0
MAX_AIM_WEIGHT = 1_000
MAX_VALUES = 100  # by which mentees are told apart
MAX_WISHES = 1_000  # pairs of mentees who wish to be together
MAX_UNITS = 2**24  # below this a product of two interest vectors is exact as a 32-bit float
COMMITMENT_DIGITS = 64

STRATEGIES = ("choice-stable", "choice-best", "survey", "lottery", "balanced")
OBJECTIVES = ("total-rank", "greedy", "generous")
PRIORITIES = ("similarity", "lottery")
PROVEN_BY = {"choice-stable": "stable", "lottery": "serial-order"}  # others: "lp-dual"
CERTIFICATE_KEYS = {"kind", "options", "lottery", "placed_later", "sha256"}
KEPT_KEYS = {"pairs", "levels", "duals"}
PROOF_KEYS = {"stable": {"priority"}, "serial-order": set(), "lp-dual": {"objective", "levels", "scale", "duals"}}
RESULT_KEYS = {
    "strategy": str, "pairs": list, "unmatched": list, "reasons": dict, "metrics": dict, "certificate": dict,
    "input_sha256": str,
}  # fmt: skip

NONE = -1
T = TypeVar("T")
Ranking = Optional[dict[int, int]]  # whom a person lists, best first, each with the rank; None for no list
Key = tuple[float, ...]  # how a pair stands with a mentor or group: the less, the better; () before all, for nobody


class Unreadable(ValueError):
    """A file, or a part of one, is not in the documented format: `place` says where, `message` what is wrong."""

    def __init__(self, place: str, message: str) -> None:
        self.place, self.message = place, message
        super().__init__(_line(f"{place}: {message}"))


# --- The command and the calls -----------------------------------------------------------------------------------


def main(arguments: Sequence[str]) -> int:
    """Return the exit code of the command: check the second file's result against the first file's instance."""
    if len(arguments) != 2:
        return _print(sys.stderr, ["usage: python3 verify.py INSTANCE.json RESULT.json"], BAD_INPUT)
    try:
        violations = verify_files(*arguments)
    except Unreadable as error:
        return _print(sys.stderr, [str(error)], BAD_INPUT)
    if violations:
        return _print(sys.stderr, violations, DOES_NOT_HOLD)
    return _print(sys.stdout, ["verified: all holds"], ALL_HOLDS)


def verify_files(instance: str, result: str) -> tuple[str, ...]:
    """Return every reason why the result in a file cannot stand, one line each; none when all holds.

    Raises Unreadable when the instance's file is not in the format, or either is too large for the memory there is. A
    result that cannot be read does not hold.
    """
    with _collector_paused():
        try:
            return _verified(lambda: _file(instance), lambda: _file(result))
        except MemoryError:
            raise Unreadable(f"{instance}, {result}", "there is not enough memory to check them") from None


def verify(instance: bytes, result: bytes) -> tuple[str, ...]:
    """Return the same for the contents of the two files, bytes each."""
    with _collector_paused():
        return _verified(lambda: _json(instance, "instance"), lambda: _json(result, "result"))


def _verified(instance: Callable[[], Any], result: Callable[[], Any]) -> tuple[str, ...]:
    """Read one after the other, so that only one file's values are in memory at a time."""
    problem = read_instance(instance())
    try:
        claim = read_result(result())
    except Unreadable as error:
        return (_line(str(error)),)
    return tuple(map(_line, _violations(problem, claim)))


def _line(text: str) -> str:
    """One line of printable characters: what a file says must not clear the screen and write another answer there."""
    cut = text if len(text) <= MAX_LINE else text[:MAX_LINE] + "…"
    line = " ".join(cut.splitlines())
    return line if line.isprintable() else "".join(map(_escaped, line))


def _escaped(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode()


def _print(stream: Any, lines: Iterable[str], code: int) -> int:
    """The exit code once the lines are written, in UTF-8 whatever the terminal's encoding."""
    if stream is None:  # closed
        return NOT_WRITTEN if code == ALL_HOLDS else code
    try:
        for line in lines:
            stream.buffer.write(line.encode() + b"\n")
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # or Python would try again at its end
        return NOT_WRITTEN if code == ALL_HOLDS else code
    return code


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Nothing made here holds itself in a circle; looking for such garbage would take half of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


# --- All checks in their order -----------------------------------------------------------------------------------


def _violations(instance: Instance, result: Result) -> list[str]:
    """What speaks against the result. What cannot be read is set aside and named, so that it hides nothing else."""
    found, certificate = _Found(), result.certificate
    found.gather(_outer_violations(instance, result))
    options = found.read(lambda: read_options(certificate.get("options")))
    seed = found.read(lambda: read_seed(certificate.get("lottery")))
    if seed is not None:
        found.gather(_commitment_violations(instance, certificate["lottery"]))
    pairs = found.pairs(instance, "pairs", result.pairs)
    placed_later = found.pairs(instance, "certificate.placed_later", certificate.get("placed_later"))
    match = Match(instance, pairs, set(placed_later))
    rest = Match(instance, [code for code in pairs if code not in match.placed_later], set())
    unmatched = [name for name, mentors in zip(instance.mentees, match.mentors) if not mentors]
    if result.unmatched != unmatched:
        found.append(f"unmatched: {len(result.unmatched)} names stated, {len(unmatched)} found, or others")
    if result.strategy not in STRATEGIES or options is None:
        return found
    found.gather(_pair_violations(match, rest, result.strategy, options))
    found.gather(_description_violations(match, result, options))
    if seed is not None:
        draw = Draw(instance, seed)
        proof = {"stable": _stable_violations, "serial-order": _serial_violations, "lp-dual": _optimum_violations}
        decided = rest
        if _keeps_before(instance, result.strategy):
            kept = set(found.pairs(instance, "certificate.kept", _stated_kept(certificate).get("pairs")))
            found.gather(_kept_violations(rest, draw, result, options, kept))
            decided = Match(replace(instance, fixed=instance.fixed | kept, present=set()), rest.codes, set())
        found.gather(proof[_kind(result.strategy)](decided, draw, result, options))
        found.gather(_placed_later_violations(match, rest, draw, options))
    return found


class _Found(list[str]):
    """The violations found so far."""

    def read(self, reading: Callable[[], T]) -> T | None:
        """Return what is read; None, and a violation more, when it cannot be."""
        try:
            return reading()
        except Unreadable as error:
            self.append(str(error))
        except RecursionError:
            self.append("certificate: nested too deeply")
        return None

    def gather(self, violations: Iterable[str]) -> None:
        """Take them in, as many as are found before something unreadable ends the search."""
        search = iter(violations)
        while (violation := self.read(lambda: next(search, None))) is not None:
            self.append(violation)

    def pairs(self, instance: Instance, place: str, stated: object) -> list[int]:
        """Return the codes of named pairs, sorted and distinct."""
        if not isinstance(stated, list):
            self.append(f"{place}: expected a list of pairs")
            return []
        read = [_code(pair, instance.mentee_at, instance.mentor_at) for pair in stated]
        codes = [code for code in read if code is not None]
        unknown = [f"{place}[{at}]: expected a pair of known names" for at, code in enumerate(read) if code is None]
        self += unknown[:SHOWN]
        if len(unknown) > SHOWN:
            self.append(f"{place}: {len(unknown) - SHOWN} more are no pairs of known names")
        if any(code <= before for before, code in zip(codes, codes[1:])):
            self.append(f"{place}: pairs must be sorted and distinct")
        return sorted(set(codes))


def _kind(strategy: str) -> str:
    return PROVEN_BY.get(strategy, "lp-dual")


def _keeps_before(instance: Instance, strategy: str) -> bool:
    """Does the strategy keep present pairs before it begins, and not by a level of its own?"""
    return bool(instance.present) and _kind(strategy) != "lp-dual"


def _stated_kept(certificate: Mapping[str, Any]) -> dict[str, Any]:
    """What the certificate says of the pairs that were kept. Raises Unreadable."""
    stated = certificate.get("kept")
    return stated if isinstance(stated, dict) and stated.keys() == KEPT_KEYS else {}


def _outer_violations(instance: Instance, result: Result) -> Iterator[str]:
    """The hashes, the strategy's name and the certificate's keys."""
    certificate = result.certificate
    if result.input_sha256 != instance.sha256:
        yield f"input_sha256 is {result.input_sha256}, the instance's is {instance.sha256}"
    if result.strategy not in STRATEGIES:
        yield f"strategy {result.strategy!r} is none of {', '.join(STRATEGIES)}"
    else:
        kind = _kind(result.strategy)
        keys = CERTIFICATE_KEYS | PROOF_KEYS[kind] | ({"kept"} if _keeps_before(instance, result.strategy) else set())
        if result.strategy == "balanced" and instance.aims.together:
            keys = keys | {"together"}
        if certificate.keys() != keys or certificate["kind"] != kind:
            yield f"certificate: expected kind {kind!r} and exactly the keys {', '.join(sorted(keys))}"
    body = {key: value for key, value in certificate.items() if key != "sha256"}
    text = json.dumps(body, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    if hashlib.sha256(text.encode()).hexdigest() != certificate.get("sha256"):
        yield "certificate: its sha256 does not fit, something in it was changed"


def _commitment_violations(instance: Instance, lottery: Mapping[str, Any]) -> Iterator[str]:
    """Do the seed and nonce that were revealed open the commitment?"""
    opened = hashlib.sha256(f"{lottery['seed']}:{lottery['nonce']}".encode()).hexdigest()
    if lottery["commitment"] != opened:
        yield "lottery: seed and nonce do not open the commitment that the result states"
    if instance.commitment not in (None, opened):
        yield "lottery: seed and nonce do not open the commitment published when the round opened"


# --- May these pairs be at all? ----------------------------------------------------------------------------------


def _pair_violations(match: Match, rest: Match, strategy: str, options: Options) -> Iterator[str]:
    """What makes the pairs infeasible. `rest` are those that the strategy itself made, which must meet the minimums."""
    instance = match.instance
    yield from instance.named((code for code in match.codes if code in instance.forbidden), "the pair is forbidden")
    missing = (code for code in sorted(instance.fixed) if code not in match.held)
    yield from instance.named(missing, "the pair is fixed and not there")
    yield from _over("mentee", instance.mentees, list(map(len, match.mentors)), instance.places)
    yield from _over("mentor", instance.mentors, match.load, instance.capacity)
    yield from _over("group", instance.groups, match.group_load, instance.group_capacity)
    if _kind(strategy) == "lp-dual":  # the other strategies report minimums and do not promise them
        yield from _under("mentor", instance.mentors, rest.load, instance.minimum)
        yield from _under("group", instance.groups, rest.group_load, instance.group_minimum)
    indifferent = _indifferent(instance, strategy, options)
    refused = (code for code in match.codes if not _may_be(match, code, indifferent))
    yield from instance.named(refused, "the pair is not acceptable to both")
    placed_later = sorted(match.placed_later)
    stray = (code for code in placed_later if code not in match.held)
    yield from instance.named(stray, "said to be placed after the rest, but not among the pairs")
    moved = (code for code in placed_later if code in instance.fixed)
    yield from instance.named(moved, "said to be placed after the rest, but fixed before it")


def _may_be(match: Match, code: int, indifferent: Sequence[bool]) -> bool:
    """Is the pair fixed, or on the mentee's list and accepted, or accepted where no list of the mentee is asked for?"""
    mentee, mentor = divmod(code, len(match.instance.mentors))
    if code in match.instance.fixed or mentor in match.instance.acceptable[mentee]:
        return True
    return (indifferent[mentee] or code in match.placed_later) and match.instance.listed_by_all(mentee, mentor)


def _indifferent(instance: Instance, strategy: str, options: Options) -> list[bool]:
    """For each mentee: under this strategy, may it get anybody who accepts it, listed or not?"""
    if strategy in ("survey", "lottery"):
        return [options.ignore_lists or ranking is None for ranking in instance.mentee_lists]
    nobody_ranks = strategy == "balanced" and all(ranking is None for ranking in instance.mentee_lists)
    return [nobody_ranks] * len(instance.mentees)


def _over(kind: str, names: Sequence[str], load: Sequence[int], most: Sequence[int]) -> list[str]:
    rows = ((name, n, places) for name, n, places in zip(names, load, most) if n > places)
    return [f"{kind} {name}: {n} pairs for {places} places" for name, n, places in rows][:SHOWN]


def _under(kind: str, names: Sequence[str], load: Sequence[int], least: Sequence[int]) -> list[str]:
    rows = ((name, n, minimum) for name, n, minimum in zip(names, load, least) if n < minimum)
    return [f"{kind} {name}: {n} pairs, the minimum is {minimum}" for name, n, minimum in rows][:SHOWN]


# --- Metrics and reasons -----------------------------------------------------------------------------------------


def _description_violations(match: Match, result: Result, options: Options) -> Iterator[str]:
    """What the result says of its pairs, against what they are. 1, 1.0 and true are three different values."""
    priority = options.priority_for(match.instance)
    pools = Pools(match, match.free_pairs(), lambda mentee, mentor: _standing(match.instance, mentee, mentor, priority))
    metrics = _metrics(match, pools)
    wrong = set(metrics.keys() ^ result.metrics.keys())  # null is not the same as left out
    wrong |= {name for name in metrics.keys() - wrong if not _same(result.metrics[name], metrics[name])}
    yield from _untrue("metrics", wrong)
    why = _Why(match, pools, result.strategy)
    wrong = set(result.reasons).difference(match.instance.mentees)
    for mentee, name in enumerate(match.instance.mentees):
        stated = result.reasons.get(name)
        reason = why.reason(mentee)
        if stated != reason or any(type(rank) not in (int, type(None)) for _, rank, _ in stated["mentors"]):
            wrong.add(name)
    yield from _untrue("reasons", wrong)


def _untrue(place: str, names: Iterable[str]) -> Iterator[str]:
    wrong = sorted(names)
    if wrong:
        more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        yield f"{place}: not true of {', '.join(wrong[:SHOWN])}{more}"


def _same(stated: Any, found: Any) -> bool:
    """Are these the same JSON value? Python takes true, 1 and 1.0 for equal."""
    if type(stated) is not type(found):
        return False
    if isinstance(found, list):
        return len(stated) == len(found) and all(map(_same, stated, found))
    return bool(stated == found)


def _metrics(match: Match, pools: Pools) -> dict[str, Any]:
    """The figures of a match, as docs/matching.md and the result name them."""
    instance = match.instance
    ranked = [ranking is not None for ranking in instance.mentee_lists]
    found = [bool(mentors) for mentors in match.mentors]
    return {
        "enrolled": len(instance.mentees),
        "rankers": sum(ranked),
        "matched": sum(found),
        "rankers_matched": sum(one and other for one, other in zip(found, ranked)),
        "unranked_matched": sum(one and not other for one, other in zip(found, ranked)),
        "pairs": len(match.codes),
        "places_open": sum(instance.places) - len(match.codes),
        **_rank_metrics(match),
        "placed_later": len(match.placed_later),
        "blocking_pairs": sum(map(pools.blocking_pairs, range(len(instance.mentees)))),
        **_similarity_metrics(match),
        "load": _counted(match.load),
        "minimums_missed": _missed(instance.mentors, match.load, instance.minimum),
        "group_minimums_missed": _missed(instance.groups, match.group_load, instance.group_minimum),
        **_aim_metrics(match),
        **_present_metrics(match),
    }


def _rank_metrics(match: Match) -> dict[str, Any]:
    """Ranks of the pairs that stand on the mentee's list, whether or not the mentor accepts."""
    by_mentee = [[rank for rank in match.ranks(mentee) if rank] for mentee in range(len(match.mentors))]
    ranks = sorted(rank for row in by_mentee for rank in row)
    longest = max((max(ranking.values()) for ranking in match.instance.mentee_lists if ranking), default=0)
    profile = [0] * longest
    for rank in ranks:
        profile[rank - 1] += 1
    middle = (ranks[(len(ranks) - 1) // 2] + ranks[len(ranks) // 2]) / 2 if ranks else None
    return {
        "first_choice": sum(min(row, default=0) == 1 for row in by_mentee),
        "top_three": sum(1 <= min(row, default=0) <= 3 for row in by_mentee),
        "mean_rank": round(sum(ranks) / len(ranks), 6) if ranks else None,
        "median_rank": middle,
        "total_rank": sum(ranks),
        "profile": profile,
        "outside_lists": len(match.codes) - len(ranks),
    }


def _similarity_metrics(match: Match) -> dict[str, Any]:
    similarity = match.instance.similarity
    if similarity is None or not match.codes:
        return {"mean_overlap": None, "no_overlap": None}
    values = [similarity.of_pair(mentee, mentor) for mentee, mentor in match.pairs()]
    return {"mean_overlap": round(fsum(values) / len(values), 6), "no_overlap": sum(value <= 0 for value in values)}


def _aim_metrics(match: Match) -> dict[str, Any]:
    """What the aims count, each where it is one."""
    aims = match.instance.aims
    counted = {"crowding": _couples(match.load)} if aims.even else {}
    if aims.spread:
        counted["alike"] = _couples(match.value_load)
    if aims.together:
        counted["wishes"], counted["together"] = len(aims.wishes), match.together()
    return counted


def _couples(loads: Iterable[int]) -> int:
    return sum(load * (load - 1) // 2 for load in loads)


def _present_metrics(match: Match) -> dict[str, Any]:
    """How many pairs were there already, and how many of them still are."""
    present = match.instance.present
    return {"present": len(present), "kept": len(present & match.held)} if present else {}


def _counted(loads: Sequence[int]) -> list[int]:
    """How many mentors have 0, 1, 2, … mentees."""
    counts = [0] * (max(loads) + 1)
    for load in loads:
        counts[load] += 1
    return counts


def _missed(names: Sequence[str], load: Sequence[int], minimum: Sequence[int]) -> list[list[Any]]:
    return [[name, n, least] for name, n, least in zip(names, load, minimum) if n < least]


class _Why:
    """Why each mentee got this result: what a result must say under "reasons"."""

    ONE_RULE = {"lottery": "lottery", "choice-best": "total", "survey": "total", "balanced": "total"}

    def __init__(self, match: Match, pools: Pools, strategy: str) -> None:
        self.match, self.instance, self.pools, self.strategy = match, match.instance, pools, strategy

    def reason(self, mentee: int) -> dict[str, Any]:
        """Return the mentors the mentee got, those it would rather have had, and in a word why."""
        names = self.instance.mentors
        mentors, ranks = self.match.mentors[mentee], self.match.ranks(mentee)
        got = [[names[mentor], rank or None, self._how(mentee, mentor, rank)] for mentor, rank in zip(mentors, ranks)]
        return {"mentors": got, "higher": list(self._higher(mentee, len(got))), "why": self._why(mentee, len(got))}

    def _how(self, mentee: int, mentor: int, rank: int) -> str:
        code = self.instance.code(mentee, mentor)
        if code in self.instance.fixed:
            return "fixed"
        return "placed-later" if code in self.match.placed_later else "list" if rank else "open"

    def _why(self, mentee: int, found: int) -> str:
        if found:
            return "placed" if found >= self.instance.places[mentee] else "partly-placed"
        if self.instance.mentee_lists[mentee] is None:
            return "ranked-nobody"
        return "list-exhausted" if self.instance.acceptable[mentee] else "nobody-eligible"

    def _higher(self, mentee: int, found: int) -> Iterator[list[str]]:
        """Listed mentors above the last one obtained, or all others where a place stayed empty."""
        last = self.pools.last_rank(mentee)
        if found < self.instance.places[mentee]:
            last = UNLISTED
        for mentor, rank in (self.instance.mentee_lists[mentee] or {}).items():
            if rank >= last:
                return
            if self.instance.code(mentee, mentor) not in self.match.held:
                yield [self.instance.mentors[mentor], *self._barrier(mentee, mentor)]

    def _barrier(self, mentee: int, mentor: int) -> tuple[str, str]:
        """The state of a mentor whom the mentee did not get, and the rule by which others came first."""
        instance, match = self.instance, self.match
        group = instance.group_of[mentor]
        if instance.code(mentee, mentor) in instance.forbidden:
            return "not-eligible", "eligibility"
        if mentor not in instance.acceptable[mentee]:
            ranking = instance.mentor_lists[mentor]
            return "not-accepting", "group-ranking" if ranking is None or mentee in ranking else "ranking"
        if instance.capacity[mentor] == 0 or (group >= 0 and instance.group_capacity[group] == 0):
            return "no-places", "capacity"
        if match.load[mentor] >= instance.capacity[mentor]:
            return "full", self._rule(mentee, mentor, self.pools.worst[mentor], instance.free_capacity[mentor])
        if group >= 0 and match.group_load[group] >= instance.group_capacity[group]:
            free = instance.free_group_capacity[group]
            return "group-full", self._rule(mentee, mentor, self.pools.group_worst[group], free)
        return "free", self._rule(mentee, mentor, self.pools.worst[mentor], 1)

    def _rule(self, mentee: int, mentor: int, worst: Key, free: int) -> str:
        """By what those who hold the places come before the mentee; `free`: places that no fixed pair takes."""
        if free == 0:
            return "fixed"
        if self.strategy in self.ONE_RULE:
            return self.ONE_RULE[self.strategy]
        own = self.pools.key(mentee, mentor)
        if own == worst:
            return "lottery"
        if worst and own[0] == worst[0] and worst[1] > 0:
            return "similarity"
        group = self.instance.group_of[mentor]
        return "group-ranking" if group >= 0 and self.instance.group_lists[group] is not None else "ranking"


# --- Pools: who holds which places, and who would rather have others ---------------------------------------------

UNLISTED = 2**30  # comes after every rank there can be


def _standing(instance: Instance, mentee: int, mentor: int, priority: str) -> Key:
    """How the mentee stands with the mentor, ties left as they are.

    By the ranking of the mentor's group where it has one, else by the mentor's own. Of a mentor without any all stand
    first; by the priority "similarity" the more similar before the less, and all after those whom another mentor of the
    group ranks first. The second number tells rankings (0) from similarity (1).
    """
    group = instance.group_of[mentor]
    ranking = instance.group_lists[group] if group >= 0 else None
    if ranking is None:
        ranking = instance.mentor_lists[mentor]
    if ranking is not None:
        return ranking.get(mentee, UNLISTED), 0, 0.0
    if priority == "lottery" or instance.similarity is None:
        return 1, int(priority == "similarity"), 0.0
    return 1, 1, -instance.similarity.of_pair(mentee, mentor)


class Pools:
    """What everybody holds apart from fixed pairs. A pool is a group with its mentors, or a mentor in no group.

    key           how a pair stands in the pool of its mentor, the less the better
    spare         for each mentee the places left
    room, worst   for each mentor the places left, and the worst key it holds, () for none
    group_room, group_worst   the same for each group
    """

    def __init__(self, match: Match, pairs: Iterable[tuple[int, int]], key: Callable[[int, int], Key]) -> None:
        instance = match.instance
        self.match, self.instance, self.key = match, instance, key
        self.spare, self.room = instance.free_places[:], instance.free_capacity[:]
        self.worst: list[Key] = [()] * len(self.room)
        self.group_room = instance.free_group_capacity[:]
        self.group_worst: list[Key] = [()] * len(self.group_room)
        for mentee, mentor in pairs:
            stands, group = key(mentee, mentor), instance.group_of[mentor]
            self.spare[mentee] -= 1
            self.room[mentor] -= 1
            self.worst[mentor] = max(self.worst[mentor], stands)
            if group >= 0:
                self.group_room[group] -= 1
                self.group_worst[group] = max(self.group_worst[group], stands)

    def admits(self, mentor: int, key: Key) -> bool:
        """Return whether the mentor's pool would take a pair that stands so, letting its worst one go if need be."""
        if self.room[mentor] <= 0:
            return key < self.worst[mentor]
        group = self.instance.group_of[mentor]
        return group < 0 or self.group_room[group] > 0 or key < self.group_worst[group]

    def last_rank(self, mentee: int) -> int:
        """Return the rank of the last place that the mentee holds beside fixed ones; 0 for none."""
        match, fixed = self.match, self.instance.fixed
        pairs = zip(match.mentors[mentee], match.ranks(mentee))
        if not fixed:
            return max((rank or UNLISTED for _, rank in pairs), default=0)
        free = (rank or UNLISTED for at, rank in pairs if self.instance.code(mentee, at) not in fixed)
        return max(free, default=0)

    def blocking_pairs(self, mentee: int) -> int:
        """Return how many mentors would, like the mentee, strictly gain by the pair; a lottery makes none preferred."""
        last = UNLISTED if self.spare[mentee] > 0 else self.last_rank(mentee)
        found = 0
        for mentor, rank in self.instance.acceptable[mentee].items():
            if rank >= last:
                break
            code = self.instance.code(mentee, mentor)
            if code not in self.match.held and code not in self.instance.fixed:
                stands = self.key(mentee, mentor)
                found += self.admits(mentor, stands) or self._could_move(mentee, mentor, rank, stands)
        return found

    def _could_move(self, mentee: int, mentor: int, rank: int, stands: Key) -> bool:
        """Could the mentee give up a worse place inside the mentor's group for a free one with this mentor?"""
        group = self.instance.group_of[mentor]
        if group < 0 or self.room[mentor] <= 0:
            return False
        for other, held in zip(self.match.mentors[mentee], self.match.ranks(mentee)):
            moves = self.instance.code(mentee, other) not in self.instance.fixed
            worse = moves and self.instance.group_of[other] == group and (held or UNLISTED) > rank
            if worse and self.key(mentee, other) >= stands:
                return True
        return False


# --- choice-stable -----------------------------------------------------------------------------------------------


def _stable_violations(match: Match, draw: Draw, result: Result, options: Options) -> Iterator[str]:
    """Blocking pairs, and whether another stable matching is better for mentees.

    The lottery first makes all lists strict: a mentee's ties go by the numbers of the pairs, a pool's by the numbers of
    the mentees. For strict lists the mentees agree which stable matching is best for them all (Gale and Shapley, 1962;
    with groups, whose choices are those of a laminar matroid, Fleiner, 2003), so one answer is left.
    """
    instance = match.instance
    priority = options.priority_for(instance)
    if result.certificate.get("priority") != priority:
        yield f"certificate: expected priority {priority!r}"
    order = StrictOrder(instance, draw, priority)
    pairs = [pair for pair in match.free_pairs() if pair[1] in order.place[pair[0]]]
    pools = Pools(match, pairs, order.key)
    last = [NONE] * len(instance.mentees)
    for mentee, mentor in pairs:
        last[mentee] = max(last[mentee], order.place[mentee][mentor])
    wanted = [(i, h) for i in range(len(last)) for h in _preferred(match, order, i, last[i], pools.spare[i])]
    blocking = [instance.code(i, h) for i, h in wanted if pools.admits(h, order.key(i, h))]
    yield from instance.named(blocking, "blocks: both would rather have each other")
    if blocking:
        return
    if instance.groups:
        if _proposed(instance, order) != set(pairs):
            yield "not the best stable matching for the mentees"
    elif _rotation(order, wanted, last, pools):
        yield "not the best stable matching for the mentees: a cycle of mentors could still trade"


class StrictOrder:
    """The acceptable pairs that are not fixed, without ties: by mentees' wishes, and as pools see them.

    place   for each mentee the mentors it would take, best first, each with its place in that order, from 0
    """

    def __init__(self, instance: Instance, draw: Draw, priority: str) -> None:
        self.instance, self.draw, self.priority = instance, draw, priority
        self.place = [
            {mentor: at for at, mentor in enumerate(self._wishes(mentee))} for mentee in range(len(instance.mentees))
        ]

    def _wishes(self, mentee: int) -> list[int]:
        ranks = self.instance.free_acceptable(mentee)
        if len(set(ranks.values())) == len(ranks):
            return list(ranks)
        return sorted(ranks, key=lambda mentor: (ranks[mentor], self.draw.of_pair(mentee, mentor)))

    def key(self, mentee: int, mentor: int) -> Key:
        """Return how the pair stands in its pool; no two pairs of a pool stand equal."""
        level, by_similarity, unlike = _standing(self.instance, mentee, mentor, self.priority)
        return level, by_similarity, unlike, self.draw.turn[mentee], self.place[mentee][mentor]


def _preferred(match: Match, order: StrictOrder, mentee: int, last: int, spare: int) -> Iterator[int]:
    """The mentors whom the mentee does not have and would rather have than its last one, or than a free place."""
    for mentor, at in order.place[mentee].items():
        if at > last and spare <= 0:
            return
        if match.instance.code(mentee, mentor) not in match.held:
            yield mentor


def _rotation(order: StrictOrder, wanted: Iterable[tuple[int, int]], last: Sequence[int], pools: Pools) -> bool:
    """Is there a rotation by which the mentees of a stable matching would gain?

    From each mentor one arrow: of the mentees who would rather be there, the mentor takes the best, and the arrow
    points to the mentor with whom this mentee has its last place, which it would give up. Round a cycle of arrows
    everybody can move at once, and the matching stays stable. Where there is no cycle no stable matching is better for
    any mentee (Irving and Leather, 1986; Gusfield and Irving, 1989, for many places Bansal, Agrawal, Malhotra, 2007).
    """
    best: dict[int, tuple[Key, int]] = {}
    for mentee, mentor in wanted:
        candidate = order.key(mentee, mentor), mentee
        best[mentor] = min(best.get(mentor, candidate), candidate)
    gainers = {mentee for _, mentee in best.values() if pools.spare[mentee] <= 0}
    given_up = {mentee: list(order.place[mentee])[last[mentee]] for mentee in gainers}
    following = {mentor: given_up[mentee] for mentor, (_, mentee) in best.items() if mentee in gainers}
    seen: dict[int, int] = {}
    for start in following:
        at = start
        while at in following and at not in seen:
            seen[at] = start
            at = following[at]
        if at in following and seen[at] == start:
            return True
    return False


def _proposed(instance: Instance, order: StrictOrder) -> set[tuple[int, int]]:
    """The pairs that mentee-proposing deferred acceptance ends with, in whatever order the mentees propose.

    A pool holds its best pairs, as many as fit the mentor and the group, in two sorted lists.
    """
    held: list[list[tuple[Key, int, int]]] = [[] for _ in instance.mentors]
    group_held: list[list[tuple[Key, int, int]]] = [[] for _ in instance.groups]
    upcoming = [iter(wishes) for wishes in order.place]
    asking = [at for at, free in enumerate(instance.free_places) for _ in range(min(free, len(order.place[at])))]
    while asking:
        mentee = asking.pop()
        mentor = next(upcoming[mentee], None)
        if mentor is None:
            continue
        group, pair = instance.group_of[mentor], (order.key(mentee, mentor), mentee, mentor)
        insort(held[mentor], pair)
        if group >= 0:
            insort(group_held[group], pair)
        if len(held[mentor]) > instance.free_capacity[mentor]:
            out = held[mentor][-1]
        elif group >= 0 and len(group_held[group]) > instance.free_group_capacity[group]:
            out = group_held[group][-1]
        else:
            continue
        for kept in [held[out[2]], *([group_held[group]] if group >= 0 else [])]:
            del kept[bisect_left(kept, out)]
        asking.append(out[1])
    return {(mentee, mentor) for row in held for _, mentee, mentor in row}


# --- lottery: serial dictatorship --------------------------------------------------------------------------------


def _serial_violations(match: Match, draw: Draw, result: Result, options: Options) -> Iterator[str]:
    """Pairs that a mentee should have had when its turn came, and those that serial dictatorship gives to others."""
    instance = match.instance
    ties = Ties(instance, draw, _indifferent(instance, result.strategy, options))
    yield from _passed_over(match, ties)
    drawn, stated = SerialDictatorship(ties).pairs(), [instance.code(*pair) for pair in match.free_pairs()]
    left_out = sorted(drawn.difference(stated))
    yield from instance.named(left_out, "left out, but made when the serial order is played again")
    made = (code for code in stated if code not in drawn)
    yield from instance.named(made, "made, but not when the serial order is played again")


class Ties:
    """What mentees would take, from the best down: ties, that is mentors between whom a mentee is indifferent.

    All ties are numbered in the order in which they are asked: by the draw of their mentees, then by rank. Fixed pairs
    stand in none.

    owner    the mentee of each tie
    listed   its mentors in the order of the pairs' numbers; None for everybody who accepts
    of       for each mentee the numbers of its ties
    """

    def __init__(self, instance: Instance, draw: Draw, indifferent: Sequence[bool]) -> None:
        self.instance, self.draw = instance, draw
        self.owner: list[int] = []
        self.listed: list[list[int] | None] = []
        self.of: list[range] = [range(0)] * len(instance.mentees)
        for mentee in draw.order:
            first = len(self.owner)
            self.listed += [None] if indifferent[mentee] else self._from_list(mentee)
            self.owner += [mentee] * (len(self.listed) - first)
            self.of[mentee] = range(first, len(self.owner))

    def _from_list(self, mentee: int) -> list[list[int]]:
        ranks = self.instance.free_acceptable(mentee)
        tiers = (list(tier) for _, tier in groupby(ranks, key=ranks.__getitem__))
        return [tier if len(tier) == 1 else self._sorted(mentee, tier) for tier in tiers]

    def _sorted(self, mentee: int, mentors: Iterable[int]) -> list[int]:
        return sorted(mentors, key=lambda mentor: self.draw.of_pair(mentee, mentor))

    def mentors(self, tie: int, wanted: Callable[[int], bool]) -> list[int]:
        """Return those of the tie's mentors who are wanted, in the order of the pairs' numbers."""
        listed = self.listed[tie]
        if listed is not None:
            return list(filter(wanted, listed))
        mentee, fixed = self.owner[tie], self.instance.fixed
        accepting = filter(wanted, self.instance.acceptors(mentee))
        return self._sorted(mentee, (at for at in accepting if self.instance.code(mentee, at) not in fixed))

    def of_pairs(self, pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
        """Yield mentee, mentor and tie of each pair, given mentee after mentee; NONE where no tie holds the mentor."""
        for mentee, own in groupby(pairs, key=itemgetter(0)):
            ties = self.of[mentee]
            otherwise = next((tie for tie in ties if self.listed[tie] is None), NONE)
            tie_of = {mentor: tie for tie in ties for mentor in self.listed[tie] or ()}
            yield from ((mentee, mentor, tie_of.get(mentor, otherwise)) for _, mentor in own)


class SerialDictatorship:
    """The serial order played again: one tie asks after the other, as long as its mentee has places left.

    A tie is given the first of its mentors who has room. Where none has, others who hold places move inside their own
    ties, by the shortest chain of moves that ends with room; so the mentee takes nothing from anybody before it, and
    without such moves the outcome would not be Pareto-efficient (Svensson, 1994; Krysta et al., 2014).

    assigned  for each mentor the ties that hold a place there, in the order of their coming
    room      for each mentor, and group_room for each group, the places left
    open_mentors  whether room may still be reached by moves from each mentor. Once it cannot, it never can again: moves
                  lead from there only to mentors of whom the same is true
    """

    def __init__(self, ties: Ties) -> None:
        instance = ties.instance
        self.ties, self.instance = ties, instance
        self.room, self.group_room = instance.free_capacity[:], instance.free_group_capacity[:]
        self.assigned: list[dict[int, None]] = [{} for _ in self.room]
        self.open_mentors = bytearray(b"\1" * len(self.room))
        self.members: list[list[int]] = [[] for _ in self.group_room]
        for mentor in sorted(range(len(self.room)), key=ties.draw.mentor.__getitem__):
            if instance.group_of[mentor] >= 0:
                self.members[instance.group_of[mentor]].append(mentor)

    def pairs(self) -> set[int]:
        """Return the codes of the pairs that are made, beside the fixed ones."""
        places = self.instance.free_places[:]
        for tie, mentee in enumerate(self.ties.owner):
            # Who has no room never has any again: what moves give up is taken at once. So nobody is asked twice.
            direct = filter(self._has_room, self.ties.mentors(tie, self._has_room) if places[mentee] > 0 else ())
            while places[mentee] > 0 and self._assign(tie, next(direct, NONE)):
                places[mentee] -= 1
        owner = self.ties.owner
        return {self.instance.code(owner[tie], mentor) for mentor, ties in enumerate(self.assigned) for tie in ties}

    def _assign(self, tie: int, direct: int) -> bool:
        """Give the tie a place with the mentor `direct`, or, if that is NONE, by moves; False when there are none."""
        if direct != NONE:
            self._move(direct, tie, NONE)
            return True
        came_from: dict[int, tuple[int, int]] = {}
        end = self._chain(tie, came_from)
        if end == NONE:
            return False
        for mentor in came_from:
            self.open_mentors[mentor] = 1
        while end != NONE:
            before, moving = came_from[end]
            if moving != NONE:
                self._move(end, moving, before)
            end = before
        return True

    def _chain(self, first_tie: int, came_from: dict[int, tuple[int, int]]) -> int:
        """The first mentor with room, breadth first. `came_from`: for each reached, the one before and the tie moving.

        No tie moves (NONE) between two mentors of a full group: a place given up with one is one for the other.
        """
        visited_ties: set[int] = set()
        visited_groups: set[int] = set()
        queue = deque([NONE])
        while queue:
            mentor = queue.popleft()
            for moving, others in self._moves(mentor, first_tie, visited_ties, visited_groups):
                for other in others:
                    if not self.open_mentors[other] or moving in self.assigned[other]:
                        continue
                    came_from[other] = (mentor, moving)
                    if self._has_room(other):
                        return other
                    self.open_mentors[other] = 0
                    queue.append(other)
        return NONE

    def _moves(
        self, mentor: int, first_tie: int, visited_ties: set[int], visited_groups: set[int]
    ) -> Iterator[tuple[int, list[int]]]:
        """Which ties can move away from a mentor, in the order of coming, and to whom; each tie and group once."""
        for tie in [first_tie] if mentor == NONE else self.assigned[mentor]:
            if tie not in visited_ties and 1 in self.open_mentors:
                visited_ties.add(tie)
                yield tie, self.ties.mentors(tie, lambda at: bool(self.open_mentors[at]))
        if mentor != NONE and self.room[mentor] > 0:
            group = self.instance.group_of[mentor]
            if group >= 0 and group not in visited_groups:
                visited_groups.add(group)
                yield NONE, self.members[group]

    def _has_room(self, mentor: int) -> bool:
        group = self.instance.group_of[mentor]
        return self.room[mentor] > 0 and (group < 0 or self.group_room[group] > 0)

    def _move(self, mentor: int, tie: int, before: int) -> None:
        self.assigned[mentor][tie] = None
        self._count(mentor, -1)
        if before != NONE:
            del self.assigned[before][tie]
            self._count(before, 1)

    def _count(self, mentor: int, places: int) -> None:
        self.room[mentor] += places
        if self.instance.group_of[mentor] >= 0:
            self.group_room[self.instance.group_of[mentor]] += places


def _passed_over(match: Match, ties: Ties) -> Iterator[str]:
    """Ties that could have had a place without harm to anybody drawn earlier: a proof that does not play again.

    A tie was passed over when, by moves inside ties, room or a place given to somebody drawn later can be reached from
    one of its mentors. That none was makes the outcome Pareto-efficient: whoever of those that gain by another outcome
    was drawn first would gain by such a chain.
    """
    instance = match.instance
    search = _Reach(match, ties)
    reached, by = search.run()
    last, spare = [NONE] * len(instance.mentees), instance.free_places[:]
    for mentee, _, tie in ties.of_pairs(match.free_pairs()):
        last[mentee] = max(last[mentee], tie)
        spare[mentee] -= 1
    passed = set()
    for tie, mentee in enumerate(ties.owner):
        if (spare[mentee] > 0 or tie < last[mentee]) and reached[tie] > tie:
            passed.add(instance.code(mentee, by[tie]))
    yield from instance.named(sorted(passed), "passed over: the serial order would have made this pair possible")


class _Reach:
    """For each tie the best end of a chain of moves that begins with it: room, or the latest tie that would lose.

    The search goes backwards, from the best ends down: from a mentor to the ties that could move there, and on to the
    mentors who hold those. Each mentor and each tie is visited once, so the work is linear in the acceptable pairs.
    """

    def __init__(self, match: Match, ties: Ties) -> None:
        instance = match.instance
        self.match, self.ties, self.instance = match, ties, instance
        self.room = [most > load for most, load in zip(instance.capacity, match.load)]
        self.end = [NONE] * len(self.room)
        self.assigned: dict[int, list[int]] = {}
        for _, mentor, tie in ties.of_pairs(match.free_pairs()):
            self.end[mentor] = max(self.end[mentor], tie)
            self.assigned.setdefault(tie, []).append(mentor)
        for mentor, group in enumerate(instance.group_of):
            group_room = group < 0 or match.group_load[group] < instance.group_capacity[group]
            if self.room[mentor] and group_room:
                self.end[mentor] = len(ties.owner)
        self.into: list[list[int]] = [[] for _ in self.room]
        self.unvisited: dict[int, int] = {}  # mentees indifferent between all, whose tie has not been reached yet
        for tie, listed in enumerate(ties.listed):
            if listed is None:
                self.unvisited[ties.owner[tie]] = tie
            for mentor in listed or ():
                if instance.code(ties.owner[tie], mentor) not in match.held:
                    self.into[mentor].append(tie)
        self.members: list[list[int]] = [[] for _ in instance.groups]
        for mentor, group in enumerate(instance.group_of):
            if group >= 0 and self.room[mentor]:
                self.members[group].append(mentor)

    def run(self) -> tuple[list[int], list[int]]:
        """Return for each tie the best end it can reach, NONE for none, and the mentor by whom."""
        reached, by = [NONE] * len(self.ties.owner), [NONE] * len(self.ties.owner)
        seen = [False] * len(self.room)
        visited_groups: set[int] = {NONE}
        for source in sorted(range(len(self.room)), key=self.end.__getitem__, reverse=True):
            queue, end = [source], self.end[source]
            while queue:
                mentor = queue.pop()
                if seen[mentor] or end == NONE:
                    continue
                seen[mentor] = True
                group = self.instance.group_of[mentor]
                if group not in visited_groups:  # a place given up here is one for others of the group
                    visited_groups.add(group)
                    queue += self.members[group]
                for tie in self.into[mentor] + self._indifferent_ties(mentor):
                    if reached[tie] == NONE:
                        reached[tie], by[tie] = end, mentor
                        queue += self.assigned.get(tie, ())
        return reached, by

    def _indifferent_ties(self, mentor: int) -> list[int]:
        """The ties not reached yet that hold everybody, are not assigned to this mentor and are accepted there."""
        instance, mentees = self.instance, self.unvisited
        ranking = instance.mentor_lists[mentor]
        likely = mentees if ranking is None or len(mentees) < len(ranking) else ranking
        codes = ((mentee, instance.code(mentee, mentor)) for mentee in likely if mentee in mentees)
        found = [
            mentee
            for mentee, code in codes
            if code not in self.match.held and code not in instance.fixed and instance.accepts(mentor, mentee)
        ]
        return [mentees.pop(mentee) for mentee in found]


# --- choice-best, survey, balanced: the one optimum --------------------------------------------------------------


DECIMALS = 9  # to which similarities are told apart, while all sums stay within 60 bits
LOTTERY_SHIFT = 32  # a level of the lottery counts the first 32 bits of a pair's number of 64
MOST_LOTTERIES = 8  # levels of the lottery in one certificate


def _optimum_violations(match: Match, draw: Draw, result: Result, options: Options) -> Iterator[str]:
    """Where the dual values of the certificate fail to prove the pairs the one optimum.

    The linear program, over pairs (i, h) of mentees and mentors that are acceptable or fixed:

        maximize    sum of p(i, h) x(i, h)                 0 <= x <= 1, x = 1 for a fixed pair
        subject to  sum over h of x(i, h) <= places(i)                                     dual value y(i)
                    minimum(h) <= sum over i of x(i, h) <= capacity(h)                      dual value z(h)
                    minimum(g) <= sum over h in g and i of x(i, h) <= capacity(g)           dual value w(g)

    In `balanced` an aim of even loads takes from the objective what each mentor's mentees cost: nothing the first, c
    the second, 2c the third, so c for every two who share the mentor. That is a convex cost of the mentor's load. Where
    mentees are to differ, those of a mentor who share a value cost the same way, beside each other; there is no bound
    on their number, and a dual value u(h, value) that pairs of mentees with the value pay too.

    Profits p are vectors, one whole number for each level, compared lexicographically; so are the dual values. The
    reduced profit of a pair is p - y - z - w - u, with w of the mentor's group. For any dual values of the right sign,
    the value of every feasible set of pairs is at most what the dual values add up to over the places, plus the
    positive reduced profits (weak duality). A set reaches that bound, and so is optimal, when (complementary slackness)

        the reduced profit is <= 0 for every pair left out, >= 0 for every pair made that is not fixed;
        y >= 0, and y > 0 only where the mentee has all places;
        z > 0 only where the mentor is full, z < 0 only where it has just its minimum; w likewise. Where each mentee
        costs more, z is held against costs in place of 0: it is greater than that of the next mentee only where the
        mentor is full, less than that of the last only where it has just its minimum (Ahuja et al., chapter 14).
        u is never greater than what the next mentee of the value costs, nor less than what the last one did.

    Wishes to be together are no linear program. A wish of i and j for a mentor h brings W x(i, h) x(j, h), which is at
    most s x(i, h) + (W - s) x(j, h) for any share s from 0 to W (a Lagrangian relaxation; Geoffrion, 1974). With the
    shares of the certificate in p the program bounds every set of pairs. Its optimum is either the result itself, where
    no wish comes half true at a share above 0, or stands beside it: then the result is no more than it states, so much
    worth and so far from the bound (`_together_violations`).

    Said of the residual network: such dual values are potentials, and they exist just when no cycle of exchanges has a
    positive profit, or, with costs for profits, when there is no negative cycle (Ahuja, Magnanti, Orlin, 1993).

    The levels and what a pair brings at each follow from the strategy: see `Program`. The last one, "difference", is 1
    for a pair left out and -1 for a pair made, so that its sum counts the pairs in which another choice differs from
    this one. That this one is optimal even there, after all levels before, means that every other falls short earlier.
    """
    certificate, instance = result.certificate, match.instance
    program = Program(instance, draw, result.strategy, options, _lotteries(certificate.get("levels")))
    yield from _statement_violations(program, certificate)
    if program.aims.together:
        claim = read_together(certificate.get("together"), program)
        program.take_shares(claim.shares)
        found = _Found()
        bounding = (
            match if claim.relaxed is None else Match(instance, found.pairs(instance, "relaxed", claim.relaxed), set())
        )
        yield from found
        yield from _together_violations(program, match, bounding, claim)
        match = bounding
    program.read_duals(certificate.get("duals"))
    yield from program.bound_violations(match)
    losing: list[int] = []
    gaining: list[int] = []
    for mentee, indifferent in enumerate(_indifferent(instance, result.strategy, options)):
        made = [at for at in match.mentors[mentee] if instance.code(mentee, at) not in instance.fixed]
        losing += (instance.code(mentee, at) for at in program.signed(mentee, made, -1))
        taken = set(match.mentors[mentee])
        whom: Iterable[int] = range(len(instance.mentors)) if indifferent else instance.acceptable[mentee]
        gains = program.signed(mentee, [at for at in whom if at not in taken], 1)
        gaining += (instance.code(mentee, at) for at in sorted(gains) if instance.accepts(at, mentee))
    yield from instance.named(gaining, "left out, though the dual values say it pays")
    yield from instance.named(losing, "made, though the dual values say it does not pay")


def _kept_violations(match: Match, draw: Draw, result: Result, options: Options, kept: set[int]) -> Iterator[str]:
    """Where the dual values fail to prove that no more present pairs can be kept than those stated, and which.

    The linear program is that of `_optimum_violations`, over the present pairs that both sides accept and the fixed
    ones, without minimums. Its levels: kept, 1 for a present pair; those of the lottery; difference.
    """
    whole, stated = match.instance, _stated_kept(result.certificate)
    if not stated:
        raise Unreadable("certificate.kept", f"expected exactly the keys {', '.join(sorted(KEPT_KEYS))}")
    yield from whole.named(sorted(kept - match.held), "said to be kept, but not among the pairs")
    indifferent = _indifferent(whole, result.strategy, options)
    possible: list[list[int]] = [[] for _ in whole.mentees]
    for code in sorted(whole.present):
        mentee, mentor = divmod(code, len(whole.mentors))
        if mentor in whole.acceptable[mentee] or (indifferent[mentee] and whole.accepts(mentor, mentee)):
            possible[mentee].append(mentor)
    allowed = {whole.code(mentee, at) for mentee, mentors in enumerate(possible) for at in mentors} | whole.fixed
    yield from whole.named(sorted(kept - (allowed & whole.present)), "said to be kept, but no present pair of both")
    yield from whole.named(sorted((whole.fixed & whole.present) - kept), "present and fixed, but not said to be kept")
    bare = replace(whole, minimum=[0] * len(whole.mentors), group_minimum=[0] * len(whole.groups))
    program = Program(bare, draw, KEEPING, options, _lotteries(stated["levels"]))
    if stated["levels"] != [name for name, _ in program.levels]:
        yield f"certificate.kept: expected levels {[name for name, _ in program.levels]}"
    program.read_duals(stated["duals"])
    made = Match(bare, sorted((kept & allowed) | whole.fixed), set())
    yield from program.bound_violations(made)
    for mentee, mentors in enumerate(made.mentors):
        free = [at for at in mentors if whole.code(mentee, at) not in whole.fixed]
        losing = (whole.code(mentee, at) for at in program.signed(mentee, free, -1))
        yield from whole.named(losing, "kept, though the dual values say it does not pay")
        left = [at for at in possible[mentee] if at not in mentors]
        gaining = (whole.code(mentee, at) for at in program.signed(mentee, left, 1))
        yield from whole.named(gaining, "not kept, though the dual values say it pays")


class Together(NamedTuple):
    """What a certificate says of wishes to be together.

    shares   for each wish, and each mentor who could take both, what of W goes to the first mentee; `relaxed`: the
    optimum with these, None when that is the result itself.  value, bound  of the result, of any
    best, drawn   by whom it is shown that nothing is better, and that the lottery chose it: "duals", which is checked
    here, "cp-sat", which is that solver's word, or None
    """

    shares: list[list[int]]
    relaxed: list[Any] | None
    value: int
    bound: int
    best: str | None
    drawn: str | None
    repeatable: bool


def read_together(data: Any, program: Program) -> Together:
    """Return what a certificate says of wishes. Raises Unreadable."""
    place = "certificate.together"
    if not isinstance(data, dict) or data.keys() != set(Together._fields):
        raise Unreadable(place, f"expected exactly {', '.join(sorted(Together._fields))}")
    claim, shares = Together(**data), data["shares"]
    if type(claim.value) is not int or type(claim.bound) is not int or type(claim.repeatable) is not bool:
        raise Unreadable(place, "expected whole numbers as value and bound, and whether it is repeatable")
    if claim.relaxed is not None and not isinstance(claim.relaxed, list):
        raise Unreadable(f"{place}.relaxed", "expected null or a list of pairs")
    common = program.common_mentors
    if not isinstance(shares, list) or len(shares) != len(common):
        raise Unreadable(f"{place}.shares", f"expected those of {len(common)} wishes")
    for at, (row, mentors) in enumerate(zip(shares, common)):
        whole = isinstance(row, list) and len(row) == len(mentors) and all(type(share) is int for share in row)
        if not whole or not all(0 <= share <= program.worth for share in row):
            raise Unreadable(
                f"{place}.shares[{at}]", f"expected {len(mentors)} whole numbers from 0 to {program.worth}"
            )
    return claim


def _together_violations(program: Program, match: Match, bounding: Match, claim: Together) -> Iterator[str]:
    """What is untrue of the stated value and bound. That the bounding pairs are an optimum is proven as any other."""
    value, bound = program.value(match) + program.worth * match.together(), program.relaxed_value(bounding)
    if (claim.value, claim.bound) != (value, bound):
        yield f"together: value {claim.value} and bound {claim.bound} stated, {value} and {bound} found"
    shown = "duals" if value == bound else "cp-sat"
    if claim.best not in (shown, None if shown == "cp-sat" else shown):
        yield f"together: said to be the best by {claim.best!r}"
    if claim.drawn not in (("duals",) if claim.relaxed is None else ("cp-sat", None)):
        yield f"together: said to be drawn by {claim.drawn!r}"
    if claim.relaxed is None:
        if value != bound:
            yield "together: a wish comes half true, so that the pairs are not the optimum that the dual values prove"
        return
    if len(bounding.codes) != len(match.codes):
        yield f"together: {len(bounding.codes)} pairs bound the {len(match.codes)} made"
    instance = match.instance
    kept, most = len(instance.present & match.held), len(instance.present & bounding.held)
    if kept != most:
        yield f"together: {kept} present pairs kept, though {most} can be"
    yield from (f"relaxed, {text}" for text in _bounds_broken(bounding))
    strange = (code for code in bounding.codes if not program.possible(*divmod(code, len(instance.mentors))))
    yield from instance.named(strange, "relaxed, but the pair is not acceptable to both")
    missing = (code for code in sorted(instance.fixed) if code not in bounding.held)
    yield from instance.named(missing, "relaxed, but the pair is fixed and not there")


def _bounds_broken(match: Match) -> Iterator[str]:
    """Who has more pairs than places, or fewer than the minimum."""
    instance = match.instance
    yield from _over("mentee", instance.mentees, list(map(len, match.mentors)), instance.places)
    yield from _over("mentor", instance.mentors, match.load, instance.capacity)
    yield from _over("group", instance.groups, match.group_load, instance.group_capacity)
    yield from _under("mentor", instance.mentors, match.load, instance.minimum)
    yield from _under("group", instance.groups, match.group_load, instance.group_minimum)


def _statement_violations(program: Program, certificate: dict[str, Any]) -> Iterator[str]:
    """Another objective, other levels or another scale than the strategy has."""
    if certificate.get("objective") != program.objective:
        yield f"certificate: expected objective {program.objective!r}"
    names, scale = [name for name, _ in program.levels], certificate.get("scale")
    if certificate.get("levels") != names or type(scale) is not int or scale != program.scale:
        yield f"certificate: expected levels {names} and scale {program.scale}"


KEEPING = "keeping"  # the program that says which present pairs are kept before a strategy begins
Profits = Callable[[int, Sequence[int], bool], Iterable[int]]  # of a mentee with each of some mentors; are they made?


class Program:
    """What an optimizing strategy promises: its levels, what pairs bring at each, and the dual values stated.

    choice-best   matched: 1. total-rank: -rank. greedy: rank k: 1 for a pair at rank k, k = 1 … R-1.
                  generous: not rank k: -1 for a pair at rank k, k = R … 2. R is the last rank of any acceptable pair
    survey        similarity: in whole units of 1/scale; matched: 1
    balanced      matched: 1; blend: similarity_weight * units + rank_weight * floor((R - rank + 1) * scale / R); a
                  mentor's k-th mentee costs (k - 1) * even * floor(scale / R), even being the weight of that aim, and
                  the k-th of those with the same value (k - 1) * spread * floor(scale / R)
                  With wishes each pair brings its shares of them besides
    all           kept, where pairs are present already: 1 for one of them; it comes before the others
                  lottery 1, lottery 2 …: less the first 32 bits of the pair's number, the k-th of them at the k-th.
                  Random weights single out one optimum (Mulmuley, Vazirani, Vazirani, 1987). Then difference
    """

    def __init__(self, instance: Instance, draw: Draw, strategy: str, options: Options, lotteries: int) -> None:
        self.instance, self.draw = instance, draw
        self.last_rank = max((max(ranks.values()) for ranks in instance.acceptable if ranks), default=1)
        self.objective = options.objective if strategy == "choice-best" else strategy
        weights = {"survey": (1, 0), "balanced": (options.similarity_weight, options.rank_weight)}
        self.similarity_weight, self.rank_weight = weights.get(strategy, (0, 0))
        self.aims = instance.aims if strategy == "balanced" else NO_AIMS
        self.scale = 1 if strategy in ("choice-best", KEEPING) else self._scale()
        self.unit = self.scale // self.last_rank  # of a point of an aim at weight 1
        self.worth = self.aims.together * self.unit
        self.shares: dict[int, int] = {}  # by code of a pair
        self.indifferent = _indifferent(instance, strategy, options)
        self.levels: list[tuple[str, Profits]] = [
            *([("kept", self._kept)] if instance.present else []),
            *self._objective_levels(),
            *((f"lottery {k}", self._lottery(k)) for k in range(1, lotteries + 1)),
            ("difference", lambda _mentee, mentors, made: [-1 if made else 1] * len(mentors)),
        ]

    def _objective_levels(self) -> list[tuple[str, Profits]]:
        matched: tuple[str, Profits] = ("matched", lambda _mentee, mentors, _made: [1] * len(mentors))
        last = self.last_rank
        levels: dict[str, Callable[[], list[tuple[str, Profits]]]] = {  # only those of one are made: they may be many
            "total-rank": lambda: [matched, ("total-rank", self._ranks(lambda rank: -rank))],
            "greedy": lambda: [matched, *((f"rank {k}", self._at_rank(k, 1)) for k in range(1, last))],
            "generous": lambda: [matched, *((f"not rank {k}", self._at_rank(k, -1)) for k in range(last, 1, -1))],
            "survey": lambda: [("similarity", self._units), matched],
            "balanced": lambda: [matched, ("blend", self._blend)],
            KEEPING: list,
        }
        return levels[self.objective]()

    def _kept(self, mentee: int, mentors: Sequence[int], _made: bool) -> list[int]:
        return [int(self.instance.code(mentee, at) in self.instance.present) for at in mentors]

    def _ranks(self, worth: Callable[[int], int]) -> Profits:
        """By the rank of an acceptable pair; 0 for others."""
        acceptable = self.instance.acceptable
        return lambda mentee, mentors, _made: [worth(acceptable[mentee].get(at, 0)) for at in mentors]

    def _at_rank(self, wanted: int, profit: int) -> Profits:
        return self._ranks(lambda rank: profit if rank == wanted else 0)

    def _units(self, mentee: int, mentors: Sequence[int], _made: bool) -> list[int]:
        similarity, scale = self.instance.similarity, self.scale
        if similarity is None:
            return [0] * len(mentors)
        return [round(value * scale) for value in similarity.of_pairs(mentee, mentors)]

    def _blend(self, mentee: int, mentors: Sequence[int], _made: bool) -> list[int]:
        ranks, last = self.instance.acceptable[mentee], self.last_rank
        steps = ((last - ranks[at] + 1) * self.scale // last if at in ranks else 0 for at in mentors)
        units = self._units(mentee, mentors, _made)
        profits = [self.similarity_weight * one + self.rank_weight * other for one, other in zip(units, steps)]
        if not self.shares:
            return profits
        shares = (self.shares.get(self.instance.code(mentee, at), 0) for at in mentors)
        return [profit + share for profit, share in zip(profits, shares)]

    def possible(self, mentee: int, mentor: int) -> bool:
        """Return whether the pair may be made: it is fixed, or acceptable."""
        instance = self.instance
        if instance.code(mentee, mentor) in instance.fixed or mentor in instance.acceptable[mentee]:
            return True
        return self.indifferent[mentee] and instance.accepts(mentor, mentee)

    @cached_property
    def common_mentors(self) -> list[list[int]]:
        """For each wish the mentors who could take both, in order."""
        mentors = range(len(self.instance.mentors))
        able = {mentee: [at for at in mentors if self.possible(mentee, at)] for mentee in sum(self.aims.wishes, ())}
        return [[at for at in able[one] if at in set(able[other])] for one, other in self.aims.wishes]

    def take_shares(self, shares: Sequence[Sequence[int]]) -> None:
        """Let the first mentee's pair bring its share of each wish, the other's the rest."""
        for (one, other), mentors, row in zip(self.aims.wishes, self.common_mentors, shares):
            for at, share in zip(mentors, row):
                for mentee, part in ((one, share), (other, self.worth - share)):
                    code = self.instance.code(mentee, at)
                    self.shares[code] = self.shares.get(code, 0) + part

    def relaxed_value(self, match: Match) -> int:
        """Return what pairs are worth with the shares: their blend, less what crowds and people alike cost."""
        pairs = sum(sum(self._blend(at, mentors, True)) for at, mentors in enumerate(match.mentors) if mentors)
        return pairs - self.unit * (
            self.aims.even * _couples(match.load) + self.aims.spread * _couples(match.value_load)
        )

    def value(self, match: Match) -> int:
        """Return the same without the shares."""
        return self.relaxed_value(match) - sum(self.shares.get(code, 0) for code in match.codes)

    def _lottery(self, output: int) -> Profits:
        number = self.draw.of_pair
        return lambda mentee, mentors, _made: [-(number(mentee, at, output) >> LOTTERY_SHIFT) for at in mentors]

    def _scale(self) -> int:
        """Units of a similarity of 1: the greatest power of ten up to 10**DECIMALS with room for all sums."""
        instance = self.instance
        people = len(instance.mentees) + len(instance.mentors) + len(instance.groups) + 2
        people += len(instance.mentors) * len(self.aims.values)
        greatest = instance.similarity.greatest() if instance.similarity else 0.0
        largest = self.similarity_weight * greatest + self.rank_weight
        largest += (self.aims.even + self.aims.spread) * min(max(instance.capacity), len(instance.mentees))
        wishing = [mentee for wish in self.aims.wishes for mentee in wish]
        largest += self.aims.together * max(map(wishing.count, set(wishing)), default=0)
        return next((10**k for k in range(DECIMALS, 0, -1) if largest * 10**k * people <= 2.0**60), 1)

    def read_duals(self, stated: object) -> None:
        """Take the dual values. Raises Unreadable unless they are whole numbers for everybody at each level."""
        instance = self.instance
        sides = {"mentee": instance.mentees, "mentor": instance.mentors, "group": instance.groups}
        if self.aims.spread:
            sides["spread"] = self._values
        if not isinstance(stated, list) or len(stated) != len(self.levels):
            raise Unreadable("certificate.duals", f"expected {len(self.levels)} levels")
        for at, level in enumerate(stated):
            if not isinstance(level, dict) or level.keys() != sides.keys():
                raise Unreadable(f"certificate.duals[{at}]", f"expected {', '.join(sides)}")
            for side, names in sides.items():
                values = level[side]
                if not isinstance(values, list) or len(values) != len(names) or not set(map(type, values)) <= {int}:
                    raise Unreadable(f"certificate.duals[{at}].{side}", f"expected {len(names)} whole numbers")
        self.duals: list[dict[str, list[int]]] = stated
        # What a mentor's place costs a pair, the group's place included.
        self.price = [
            [z + level["group"][group] if group >= 0 else z for z, group in zip(level["mentor"], instance.group_of)]
            for level in self.duals
        ]

    @property
    def _values(self) -> list[str]:
        """The values of each mentor's mentees by name, mentor by mentor."""
        return [f"{mentor}, {value}" for mentor in self.instance.mentors for value in self.aims.values]

    def _prices(self, level: int, mentee: int, mentors: Sequence[int]) -> list[int]:
        """What a place with each of some mentors costs the mentee at a level, that of its value included."""
        price = self.price[level]
        value, values = self.aims.value_of[mentee] if self.aims.spread else NONE, len(self.aims.values)
        if value == NONE:
            return [price[at] for at in mentors]
        of_values = self.duals[level]["spread"]
        return [price[at] + of_values[at * values + value] for at in mentors]

    def signed(self, mentee: int, mentors: Sequence[int], sign: int) -> list[int]:
        """Return the mentors with whom the mentee's reduced profit has this sign: 1 for pairs left out, -1 for made."""
        found: list[int] = []
        for level, ((_, profits), duals) in enumerate(zip(self.levels, self.duals)):
            if not mentors:
                break
            owed, prices = duals["mentee"][mentee], self._prices(level, mentee, mentors)
            tied = []
            for at, profit, price in zip(mentors, profits(mentee, mentors, sign < 0), prices):
                reduced = profit - owed - price
                if reduced == 0:
                    tied.append(at)
                elif (reduced > 0) == (sign > 0):
                    found.append(at)
            mentors = tied
        return found

    def bound_violations(self, match: Match) -> Iterator[str]:
        """Yield people and groups whose dual value does not fit the number of their pairs."""
        instance = match.instance
        found = list(map(len, match.mentors))
        sides = {
            "mentee": (instance.mentees, found, [NONE] * len(found), instance.places),
            "mentor": (instance.mentors, match.load, instance.minimum, instance.capacity),
            "group": (instance.groups, match.group_load, instance.group_minimum, instance.group_capacity),
        }
        if self.aims.spread:
            loads, names = match.value_load, self._values
            sides["spread"] = (names, loads, [0] * len(loads), [load + 1 for load in loads])
        for side, (names, loads, least, most) in sides.items():
            next_cost, last_cost = self._costs(side, loads, 1), self._costs(side, loads, 0)
            wrong = [
                (name, loads[at])
                for at, name in enumerate(names)
                if (self._exceeds(side, at, next_cost[at]) > 0 and loads[at] < most[at])
                or (self._exceeds(side, at, last_cost[at]) < 0 and loads[at] > least[at])
            ]
            for name, load in wrong[:SHOWN]:
                yield f"{side} {name}: its dual value does not fit its {load} pairs"

    def _costs(self, side: str, loads: Sequence[int], more: int) -> list[int]:
        """What the last of each one's pairs costs in the blend, or with `more` 1 the next one."""
        weight = {"mentor": self.aims.even, "spread": self.aims.spread}.get(side, 0)
        step = weight * self.unit
        return [step * max(0, load + more - 1) for load in loads]

    def _exceeds(self, side: str, at: int, cost: int) -> int:
        """How a dual value stands to a cost in the blend: positive when it is greater, level before level."""
        values = (
            level[side][at] - (cost if name == "blend" else 0) for level, (name, _) in zip(self.duals, self.levels)
        )
        return next(filter(None, values), 0)


def _lotteries(levels: object) -> int:
    """How many levels of the lottery the certificate states, within what is allowed."""
    stated = sum(str(level).startswith("lottery ") for level in levels) if isinstance(levels, list) else 1
    return min(max(1, stated), MOST_LOTTERIES)


# --- Those who are left, placed by similarity --------------------------------------------------------------------


def _placed_later_violations(match: Match, rest: Match, draw: Draw, options: Options) -> Iterator[str]:
    """Pairs that should have been made after the rest: both had places left, or one gave its own to a worse pair.

    The best pair comes first, ties by the lottery: an order that all share, in which the one stable outcome is the one
    that the greedy choice makes. So it is enough to look for blocking pairs.
    """
    instance = match.instance
    if options.unplaced != "similarity":
        yield from instance.named(sorted(match.placed_later), "placed after the rest, which the options do not allow")
        return
    later = _Later(match, rest, draw)
    missed: list[int] = []
    for mentee, (mentors, places) in enumerate(zip(rest.mentors, instance.places)):
        if len(mentors) < places:
            missed += (instance.code(mentee, at) for at in later.missed(mentee))
    yield from instance.named(missed, "should have been made after the rest")


class _Later:
    """The worst pair that each mentee, mentor and group made after the rest, () for none, and who has places left."""

    def __init__(self, match: Match, rest: Match, draw: Draw) -> None:
        instance = match.instance
        self.match, self.instance, self.draw = match, instance, draw
        self.open = [load < most for load, most in zip(rest.load, instance.capacity)]
        self.room = [most - load for load, most in zip(rest.load, instance.capacity)]
        self.group_room = [most - load for load, most in zip(rest.group_load, instance.group_capacity)]
        self.spare = [most - len(mentors) for mentors, most in zip(rest.mentors, instance.places)]
        self.worst: dict[tuple[str, int], Key] = {}
        for code in match.placed_later:
            mentee, mentor = divmod(code, len(instance.mentors))
            group = instance.group_of[mentor]
            [(_, key)] = self._keys(mentee, [mentor])
            self.spare[mentee] -= 1
            self.room[mentor] -= 1
            if group >= 0:
                self.group_room[group] -= 1
            for holder in (("mentee", mentee), ("mentor", mentor), ("group", group)):
                self.worst[holder] = max(self.worst.get(holder, ()), key)

    def missed(self, mentee: int) -> list[int]:
        """Return the mentors, in order, with whom the mentee should have been paired."""
        instance, held = self.instance, self.match.held
        able = (at for at in instance.acceptors(mentee) if self.open[at] and instance.code(mentee, at) not in held)
        own = self.worst.get(("mentee", mentee), ())
        gaining = ((at, key) for at, key in self._keys(mentee, list(able)) if self.spare[mentee] > 0 or key < own)
        return sorted(at for at, key in gaining if self._admits(at, key))

    def _admits(self, mentor: int, key: Key) -> bool:
        if self.room[mentor] <= 0:
            return key < self.worst.get(("mentor", mentor), ())
        group = self.instance.group_of[mentor]
        return group < 0 or self.group_room[group] > 0 or key < self.worst.get(("group", group), ())

    def _keys(self, mentee: int, mentors: Sequence[int]) -> list[tuple[int, Key]]:
        """For each mentor how good the pair is: the more similar the better, then the lottery."""
        similarity = self.instance.similarity
        values = similarity.of_pairs(mentee, mentors) if similarity else [0.0] * len(mentors)
        return [(at, (-value, self.draw.of_pair(mentee, at))) for at, value in zip(mentors, values)]


# --- The lottery's numbers ---------------------------------------------------------------------------------------

BITS_64 = 2**64 - 1
GAMMA = 0x9E3779B97F4A7C15  # by which SplitMix64 steps from one output to the next


class Draw:
    """The numbers that a seed gives to people and pairs; the least comes first.

    A person's is the first 8 bytes of SHA-256("seed:mentee:name"), or mentor for mentee: it depends on nothing else, so
    nobody's changes with who takes part.

    order   the mentees in the order of their numbers;  turn   each mentee's place in that order
    """

    def __init__(self, instance: Instance, seed: int) -> None:
        self.mentee = [_number_of(f"{seed}:mentee:{name}") for name in instance.mentees]
        self.mentor = [_number_of(f"{seed}:mentor:{name}") for name in instance.mentors]
        self.order = sorted(range(len(self.mentee)), key=self.mentee.__getitem__)
        self.turn = [0] * len(self.order)
        for at, mentee in enumerate(self.order):
            self.turn[mentee] = at

    def of_pair(self, mentee: int, mentor: int, output: int = 1) -> int:
        """Return the pair's number: an output of SplitMix64 (Steele, Lea, Flood, 2014) begun with both people's."""
        other = self.mentor[mentor]
        mixed = self.mentee[mentee] ^ (other >> 32 | other << 32 & BITS_64)
        mixed = mixed + (output - 1) * GAMMA & BITS_64
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9 & BITS_64
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & BITS_64
        return mixed ^ mixed >> 31


def _number_of(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


# --- A set of pairs ----------------------------------------------------------------------------------------------


class Match:
    """A set of pairs seen against its instance.

    codes     sorted;  held  the same as a set;  placed_later  those placed by similarity after the rest
    mentors   for each mentee the mentors it got, in order
    load      for each mentor, and group_load for each group, the number of pairs
    value_load   for each mentor, and each value that mentees are told apart by, the number of pairs
    """

    def __init__(self, instance: Instance, codes: list[int], placed_later: set[int]) -> None:
        self.instance, self.codes, self.held, self.placed_later = instance, codes, set(codes), placed_later
        self.mentors: list[list[int]] = [[] for _ in instance.mentees]
        self.load, self.group_load = [0] * len(instance.mentors), [0] * len(instance.groups)
        values, value_of = len(instance.aims.values), instance.aims.value_of
        self.value_load = [0] * (len(instance.mentors) * values)
        for mentee, mentor in self.pairs():
            self.mentors[mentee].append(mentor)
            self.load[mentor] += 1
            if instance.group_of[mentor] >= 0:
                self.group_load[instance.group_of[mentor]] += 1
            if values and value_of[mentee] != NONE:
                self.value_load[mentor * values + value_of[mentee]] += 1

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Yield all pairs (mentee, mentor), in order."""
        m = len(self.instance.mentors)
        return (divmod(code, m) for code in self.codes)

    def together(self) -> int:
        """Return for how many wishes and mentors both mentees have the mentor."""
        return sum(len(set(self.mentors[one]) & set(self.mentors[other])) for one, other in self.instance.aims.wishes)

    def free_pairs(self) -> Iterator[tuple[int, int]]:
        """Yield those that the instance does not fix."""
        fixed = self.instance.fixed
        return (pair for code, pair in zip(self.codes, self.pairs()) if code not in fixed)

    def ranks(self, mentee: int) -> list[int]:
        """Return the ranks of the mentee's mentors on its own list, 0 where it does not list them."""
        ranking = self.instance.mentee_lists[mentee]
        return [ranking.get(mentor, 0) if ranking else 0 for mentor in self.mentors[mentee]]


# --- The instance ------------------------------------------------------------------------------------------------


class Aims(NamedTuple):
    """What the pairs of `balanced` are to be like as a whole, each aim with its weight; 0 where it does not count.

    even    even loads: a point for every two mentees who share a mentor
    spread  mentees who differ: a point for every two mentees who share a mentor and a value
    together  mentees who wish to be together: a point for every mentor whom both get
    wishes  the two of each wish, sorted
    values, value_of   the values, sorted, and for each mentee the index of its own, NONE where that is not known
    """

    even: int
    spread: int
    together: int
    values: list[str]
    value_of: list[int]
    wishes: list[tuple[int, int]]

    def stated(self, mentees: Sequence[str]) -> dict[str, Any]:
        """Return the aims that count, as they stand in the instance's hash."""
        stated: dict[str, Any] = {"even": self.even} if self.even else {}
        if self.spread:
            known = ((name, value) for name, value in zip(mentees, self.value_of) if value != NONE)
            stated["spread"] = {"weight": self.spread, "values": {name: self.values[value] for name, value in known}}
        if self.together:
            pairs = [[mentees[one], mentees[other]] for one, other in self.wishes]
            stated["together"] = {"weight": self.together, "pairs": pairs}
        return stated


NO_AIMS = Aims(0, 0, 0, [], [], [])


@dataclass(frozen=True)
class Instance:
    """What went in: n mentees, m mentors and g groups of mentors, each sorted by name.

    group_of            for each mentor the group, NONE for none
    forbidden, fixed    codes of pairs that must not be, must be made
    present             codes of pairs that there are already, of which as many as possible are kept
    sha256              the hash of all of it, which a result must carry

    A mentee without a list ranks nobody. A mentor or group without one accepts everybody and is indifferent; an empty
    list is one that accepts nobody.
    """

    mentees: list[str]
    mentors: list[str]
    groups: list[str]
    places: list[int]
    capacity: list[int]
    minimum: list[int]
    group_of: list[int]
    group_capacity: list[int]
    group_minimum: list[int]
    mentee_lists: list[Ranking]
    mentor_lists: list[Ranking]
    group_lists: list[Ranking]
    forbidden: set[int]
    fixed: set[int]
    similarity: Similarity | None
    seed: int | None
    commitment: str | None
    aims: Aims
    present: set[int]

    @cached_property
    def mentee_at(self) -> dict[str, int]:
        """Index by name."""
        return {name: at for at, name in enumerate(self.mentees)}

    @cached_property
    def mentor_at(self) -> dict[str, int]:
        """Index by name."""
        return {name: at for at, name in enumerate(self.mentors)}

    def code(self, mentee: int, mentor: int) -> int:
        """Return the pair as one number."""
        return mentee * len(self.mentors) + mentor

    def named(self, codes: Iterable[int], sentence: str) -> Iterator[str]:
        """Yield the sentence for each pair, beyond SHOWN a count."""
        more = 0
        for at, code in enumerate(codes):
            if at >= SHOWN:
                more += 1
                continue
            mentee, mentor = divmod(code, len(self.mentors))
            yield f"{self.mentees[mentee]} with {self.mentors[mentor]}: {sentence}"
        if more:
            yield f"{more} more pairs: {sentence}"

    def listed_by_all(self, mentee: int, mentor: int) -> bool:
        """Return whether the mentor's and its group's lists, where they have one, both name the mentee."""
        ranking = self.mentor_lists[mentor]
        if ranking is not None and mentee not in ranking:
            return False
        group = self.group_of[mentor]
        ranking = self.group_lists[group] if group >= 0 else None
        return ranking is None or mentee in ranking

    def accepts(self, mentor: int, mentee: int) -> bool:
        """Return whether the mentor would take the mentee, were it to ask, and may."""
        return self.listed_by_all(mentee, mentor) and self.code(mentee, mentor) not in self.forbidden

    @cached_property
    def acceptable(self) -> list[dict[int, int]]:
        """For each mentee the listed mentors who would take it, best first, each with the rank."""
        found: list[dict[int, int]] = []
        for mentee, ranking in enumerate(self.mentee_lists):
            ranks = ranking or {}
            kept = {mentor: rank for mentor, rank in ranks.items() if self.accepts(mentor, mentee)}
            found.append(ranks if len(kept) == len(ranks) else kept)
        return found

    def free_acceptable(self, mentee: int) -> dict[int, int]:
        """Return the same for one mentee, without its fixed pairs."""
        ranks = self.acceptable[mentee]
        if not self.fixed:
            return ranks
        return {mentor: rank for mentor, rank in ranks.items() if self.code(mentee, mentor) not in self.fixed}

    def acceptors(self, mentee: int) -> list[int]:
        """Return all mentors who would take the mentee, listed by it or not."""
        free = [at for at in self._indifferent if self.code(mentee, at) not in self.forbidden]
        return free + self._accepting_by_list.get(mentee, [])

    @cached_property
    def _indifferent(self) -> list[int]:
        """Mentors without a list, in groups without one or in none."""
        by_group = [group >= 0 and self.group_lists[group] is not None for group in self.group_of]
        return [at for at, listed in enumerate(by_group) if self.mentor_lists[at] is None and not listed]

    @cached_property
    def _accepting_by_list(self) -> dict[int, list[int]]:
        """For each mentee the other mentors who would take it."""
        found: dict[int, list[int]] = {}
        for mentor, group in enumerate(self.group_of):
            ranking = self.mentor_lists[mentor]
            if ranking is None and group >= 0:
                ranking = self.group_lists[group]
            for mentee in ranking or ():
                if self.accepts(mentor, mentee):
                    found.setdefault(mentee, []).append(mentor)
        return found

    @cached_property
    def free_places(self) -> list[int]:
        """Places of mentees that fixed pairs leave, below 0 where there are more of those than places."""
        return _less(self.places, (code // len(self.mentors) for code in self.fixed))

    @cached_property
    def free_capacity(self) -> list[int]:
        """The same for mentors."""
        return _less(self.capacity, (code % len(self.mentors) for code in self.fixed))

    @cached_property
    def free_group_capacity(self) -> list[int]:
        """The same for groups."""
        groups = (self.group_of[code % len(self.mentors)] for code in self.fixed)
        return _less(self.group_capacity, (group for group in groups if group >= 0))

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of canonical JSON: keys sorted, no spaces, and for each column of numbers the hash of its bytes."""
        canonical = {
            "format": 1,
            "mentees": self.mentees,
            "mentors": self.mentors,
            "groups": self.groups,
            "seed": self.seed,
            "commitment": self.commitment,
            "divisor": self.similarity.divisor if self.similarity else None,
            "columns": dict(self._column_hashes()),
        }
        if stated := self.aims.stated(self.mentees):
            canonical["aims"] = stated
        text = json.dumps(canonical, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def _column_hashes(self) -> Iterator[tuple[str, str]]:
        for name in ("places", "capacity", "minimum", "group_of", "group_capacity", "group_minimum"):
            yield name, _hash("i", [getattr(self, name)])
        for name in ("forbidden", "fixed", *(["present"] if self.present else [])):
            yield name, _hash("q", [sorted(getattr(self, name))])
        for name in ("mentee_lists", "mentor_lists", "group_lists"):
            lists: list[Ranking] = getattr(self, name)
            yield f"{name}.given", _hash("b", [[ranking is not None for ranking in lists]])
            yield f"{name}.indptr", _hash("q", [_running_total(len(ranking or ()) for ranking in lists)])
            yield f"{name}.other", _hash("i", filter(None, lists))
            yield f"{name}.rank", _hash("i", (ranking.values() for ranking in lists if ranking))
        if self.similarity:
            yield from self.similarity.column_hashes()


def _less(places: Sequence[int], taken: Iterable[int]) -> list[int]:
    left = list(places)
    for holder in taken:
        left[holder] -= 1
    return left


def _running_total(counts: Iterable[int]) -> list[int]:
    totals = [0]
    for count in counts:
        totals.append(totals[-1] + count)
    return totals


def _hash(kind: str, rows: Iterable[Iterable[float]]) -> str:
    """SHA-256 of numbers as little-endian bytes: "b" 8 bits, "i" 32, "q" 64, "f" 32-bit floats."""
    hashed = hashlib.sha256()
    for row in rows:
        column = array(kind, row)
        if sys.byteorder == "big":
            column.byteswap()
        hashed.update(column)
    return hashed.hexdigest()


# --- Similarities ------------------------------------------------------------------------------------------------


class Matrix:
    """A similarity for each pair, as a 32-bit float; a mentee's row is None where all are 0."""

    divisor = 1

    def __init__(self, rows: list[array[float] | None], width: int) -> None:
        self.rows, self.nothing = rows, array("f", bytes(4 * width))

    def of_pair(self, mentee: int, mentor: int) -> float:
        return (self.rows[mentee] or self.nothing)[mentor]

    def of_pairs(self, mentee: int, mentors: Sequence[int]) -> list[float]:
        row = self.rows[mentee] or self.nothing
        return [row[mentor] for mentor in mentors]

    def greatest(self) -> float:
        """Return the largest absolute value."""
        return max((max(map(abs, row)) for row in self.rows if row), default=0.0)

    def column_hashes(self) -> Iterator[tuple[str, str]]:
        yield "overlap.dense.0", _hash("f", (row or self.nothing for row in self.rows))


class Pairwise:
    """A similarity, as a 32-bit float, for some pairs; 0 for the others."""

    divisor = 1

    def __init__(self, rows: list[dict[int, float]]) -> None:
        self.rows = rows

    def of_pair(self, mentee: int, mentor: int) -> float:
        return self.rows[mentee].get(mentor, 0.0)

    def of_pairs(self, mentee: int, mentors: Sequence[int]) -> list[float]:
        row = self.rows[mentee]
        return [row.get(mentor, 0.0) for mentor in mentors]

    def greatest(self) -> float:
        """Return the largest absolute value."""
        return max((abs(value) for row in self.rows for value in row.values()), default=0.0)

    def column_hashes(self) -> Iterator[tuple[str, str]]:
        yield "overlap.sparse.0", _hash("q", [_running_total(map(len, self.rows))])
        yield "overlap.sparse.1", _hash("i", self.rows)
        yield "overlap.sparse.2", _hash("f", (row.values() for row in self.rows))


class Vectors:
    """Interest vectors of whole numbers; the similarity is their product divided by `divisor`, as a 32-bit float.

    A double holds the quotient of two 32-bit floats so exactly that rounding it again gives the float that dividing in
    32 bits would (Figueroa, "When is double rounding innocuous?", 1995).
    """

    LANE = 32  # bits for the product of one mentor in a long number, an offset of 2**31 keeps it positive

    def __init__(self, mentees: list[array[int]], mentors: list[array[int]], divisor: int) -> None:
        self.mentees, self.mentors, self.divisor = mentees, mentors, divisor
        self.divided_by = _floats([divisor])[0]

    def of_pair(self, mentee: int, mentor: int) -> float:
        return self._quotients([sum(map(mul, self.mentees[mentee], self.mentors[mentor]))])[0]

    def of_pairs(self, mentee: int, mentors: Sequence[int]) -> list[float]:
        if 8 * len(mentors) < len(self.mentors):
            left = self.mentees[mentee]
            return self._quotients([sum(map(mul, left, self.mentors[mentor])) for mentor in mentors])
        row = self._quotients(self._products(mentee))
        return [row[mentor] for mentor in mentors]

    def _quotients(self, products: Sequence[int]) -> list[float]:
        if self.divided_by == 1.0:
            return list(map(float, products))
        return _floats([product / self.divided_by for product in products])

    def _products(self, mentee: int) -> list[int]:
        """The products with all mentors at once: a long number holds a column, one lane for each mentor, and is
        multiplied by the mentee's entry (packing due to Kronecker; von zur Gathen, Gerhard, 2013, section 8.4).
        """
        offset = 2 ** (self.LANE - 1)
        total = sum(entry * column for entry, column in zip(self.mentees[mentee], self._columns) if entry)
        lanes = (total + self._offsets).to_bytes(4 * len(self.mentors), "little")
        return [lane - offset for lane in struct.unpack(f"<{len(self.mentors)}I", lanes)]

    @cached_property
    def _columns(self) -> list[int]:
        offset, lanes = 2 ** (self.LANE - 1), f"<{len(self.mentors)}I"
        shifted = ([entry + offset for entry in column] for column in zip(*self.mentors))
        return [int.from_bytes(struct.pack(lanes, *column), "little") - self._offsets for column in shifted]

    @cached_property
    def _offsets(self) -> int:
        offsets = [2 ** (self.LANE - 1)] * len(self.mentors)
        return int.from_bytes(struct.pack(f"<{len(offsets)}I", *offsets), "little")

    def largest_product(self) -> int:
        """Return a bound on the absolute value of a product: that of the largest entries."""
        left, right = ([max(map(abs, column)) for column in zip(*side)] for side in (self.mentees, self.mentors))
        return sum(map(mul, left, right))

    def greatest(self) -> float:
        """Return a bound on the absolute value of a similarity."""
        return self.largest_product() / self.divisor

    def column_hashes(self) -> Iterator[tuple[str, str]]:
        yield "overlap.vectors.0", _hash("f", self.mentees)
        yield "overlap.vectors.1", _hash("f", self.mentors)


Similarity = Union[Matrix, Pairwise, Vectors]


def _floats(values: Iterable[float]) -> list[float]:
    """The nearest 32-bit floats."""
    return array("f", values).tolist()


# --- Reading the result ------------------------------------------------------------------------------------------


class Result(NamedTuple):
    """What came out, as it stands in the file."""

    strategy: str
    pairs: list[Any]
    unmatched: list[Any]
    reasons: dict[str, Any]
    metrics: dict[str, Any]
    certificate: dict[str, Any]
    input_sha256: str


class Options(NamedTuple):
    """The settings of a run, as the certificate states them."""

    objective: str
    priority: str | None
    unplaced: str
    ignore_lists: bool
    similarity_weight: int
    rank_weight: int

    def priority_for(self, instance: Instance) -> str:
        """Return by what an indifferent mentor's places go first: as set, else by similarity where there is any."""
        return self.priority or ("lottery" if instance.similarity is None else "similarity")


def read_result(data: Any) -> Result:
    """Return a result from JSON values. Raises Unreadable."""
    if not isinstance(data, dict) or data.keys() != RESULT_KEYS.keys():
        raise Unreadable("result", f"expected an object with exactly {', '.join(RESULT_KEYS)}")
    for key, kind in RESULT_KEYS.items():
        if not isinstance(data[key], kind):
            raise Unreadable(f"result.{key}", f"expected {kind.__name__}, got {type(data[key]).__name__}")
    for at, pair in enumerate(data["pairs"]):
        if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(name, str) for name in pair)):
            raise Unreadable(f"result.pairs[{at}]", "expected two names")
    for at, name in enumerate(data["unmatched"]):
        if not isinstance(name, str):
            raise Unreadable(f"result.unmatched[{at}]", "expected a name")
    return Result(**data)


def read_options(data: Any) -> Options:
    """Return the options of a certificate. Raises Unreadable."""
    names = set(Options._fields)
    if not isinstance(data, dict) or data.keys() != names:
        raise Unreadable("certificate.options", f"expected exactly {', '.join(sorted(names))}")
    for name, allowed in (
        ("objective", OBJECTIVES), ("priority", (*PRIORITIES, None)), ("unplaced", ("unmatched", "similarity")),
    ):  # fmt: skip
        if data[name] not in allowed:
            raise Unreadable(f"options.{name}", f"{_shown(data[name])} is none of {', '.join(map(str, allowed))}")
    if not isinstance(data["ignore_lists"], bool):
        raise Unreadable("options.ignore_lists", "must be true or false")
    for name in ("similarity_weight", "rank_weight"):
        if type(data[name]) is not int or not 0 <= data[name] <= 1_000_000:
            raise Unreadable(f"options.{name}", "must be a whole number from 0 to 1000000")
    return Options(**data)


def read_seed(lottery: Any) -> int:
    """Return the seed that a certificate reveals. Raises Unreadable."""
    if not isinstance(lottery, dict) or lottery.keys() != {"seed", "nonce", "commitment"}:
        raise Unreadable("certificate.lottery", "expected seed, nonce and commitment")
    seed = lottery["seed"]
    if type(seed) is not int or not 0 <= seed <= MAX_SEED or not isinstance(lottery["nonce"], str):
        raise Unreadable("certificate.lottery", "expected a whole number as seed and text as nonce")
    if not _is_text(lottery["nonce"]):
        raise Unreadable("certificate.lottery", "the nonce holds a broken character (half of a surrogate pair)")
    return seed


# --- Reading the instance ----------------------------------------------------------------------------------------


def read_instance(data: Any) -> Instance:
    """Return an instance from JSON values, which are emptied on the way to spare memory. Raises Unreadable."""
    if isinstance(data, dict) and "instance" in data and "mentors" not in data:
        data = data["instance"]
    top = _object("instance", data)
    mentees, mentors = _bodies("mentees", top.pop("mentees", None)), _bodies("mentors", top.pop("mentors", None))
    groups = _bodies("groups", {} if top.get("groups") is None else top["groups"])
    if not mentors:
        raise Unreadable("mentors", "there must be at least one mentor")
    mentee_at, mentor_at = ({name: at for at, name in enumerate(side)} for side in (mentees, mentors))
    forbidden, fixed = (_pairs(key, top.get(key), mentee_at, mentor_at) for key in ("forbidden", "fixed"))
    if forbidden & fixed:
        raise Unreadable("fixed", "a pair is forbidden too")
    return Instance(
        mentees=list(mentees),
        mentors=list(mentors),
        groups=list(groups),
        places=_whole_numbers("mentees", mentees, "places", 1, least=1),
        capacity=_whole_numbers("mentors", mentors, "capacity", None),
        minimum=_whole_numbers("mentors", mentors, "minimum", 0),
        group_of=_members(groups, mentor_at),
        group_capacity=_whole_numbers("groups", groups, "capacity", None),
        group_minimum=_whole_numbers("groups", groups, "minimum", 0),
        mentee_lists=[ranking or None for ranking in _lists("mentees", mentees, mentor_at)],  # [] is no list here
        mentor_lists=_lists("mentors", mentors, mentee_at),
        group_lists=_lists("groups", groups, mentee_at),
        forbidden=forbidden,
        fixed=fixed,
        similarity=_similarity(top, mentee_at, mentor_at),
        seed=_seed(top.get("seed")),
        commitment=_commitment(top.get("commitment")),
        aims=_aims(top.get("aims"), mentee_at),
        present=_pairs("present", top.get("present"), mentee_at, mentor_at),
    )


Bodies = Mapping[str, dict[str, Any]]
Index = Mapping[str, int]


def _bodies(place: str, value: object) -> dict[str, dict[str, Any]]:
    """The people or groups of one side, sorted by name."""
    bodies = _object(place, value)
    if len(bodies) > MAX_PEOPLE:
        raise Unreadable(place, f"{len(bodies)} names, the limit is {MAX_PEOPLE}")
    for name, body in bodies.items():
        if not isinstance(body, dict):
            raise Unreadable(f"{place}.{name}", "expected an object")
        if not 0 < len(name) <= MAX_NAME:
            raise Unreadable(place, f"a name is {f'longer than {MAX_NAME} characters' if name else 'empty'}")
    if not _is_text("".join(bodies)):
        raise Unreadable(place, "a name holds a broken character (half of a surrogate pair)")
    return {name: bodies[name] for name in sorted(bodies)}


def _is_text(value: str) -> bool:
    """Can UTF-8 hold it? JSON can also write half of a surrogate pair, which is no character."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _object(place: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unreadable(place, "is missing" if value is None else "expected an object")
    return value


def _whole_numbers(place: str, bodies: Bodies, key: str, default: int | None, least: int = 0) -> list[int]:
    numbers: list[Any] = [body.get(key, default) for body in bodies.values()]
    for name, number in zip(bodies, numbers):
        if type(number) is not int or not least <= number <= MAX_PLACES:
            wrong = f"{_shown(number)} is no whole number from {least} to {MAX_PLACES}"
            raise Unreadable(f"{place}.{name}.{key}", "is missing" if number is None else wrong)
    return numbers


def _lists(place: str, bodies: Bodies, at: Index) -> list[Ranking]:
    """Everybody's list, taken out of the bodies."""
    lists: list[Ranking] = []
    for name, body in bodies.items():
        tiers = body.pop("ranks", None)
        lists.append(None if tiers is None else _ranking(f"{place}.{name}.ranks", tiers, at))
    entries = sum(len(ranking or ()) for ranking in lists)
    if entries > MAX_ENTRIES:
        raise Unreadable(place, f"{entries} list entries, the limit is {MAX_ENTRIES}")
    return lists


def _ranking(place: str, tiers: object, at: Index) -> dict[int, int]:
    """One list: tie groups, best first; the rank of a tie group is 1 + the number of those before it."""
    if not isinstance(tiers, list):
        raise Unreadable(place, "expected a list of tie groups")
    ranks: dict[int, int] = {}
    for rank, tier in enumerate(tiers, 1):
        if not isinstance(tier, list) or not tier:
            raise Unreadable(f"{place}[{rank - 1}]", "expected a tie group: a list of at least one name")
        try:
            members = [at[name] for name in tier]
        except (KeyError, TypeError):
            raise Unreadable(f"{place}[{rank - 1}]", f"an unknown name in {_shown(tier)}") from None
        for member in sorted(members):
            if member in ranks:
                raise Unreadable(place, "somebody is listed twice")
            ranks[member] = rank
    return ranks


def _members(groups: Bodies, mentor_at: Index) -> list[int]:
    """For each mentor the group, NONE for none."""
    group_of = [NONE] * len(mentor_at)
    for group, (name, body) in enumerate(groups.items()):
        place, members = f"groups.{name}.mentors", body.get("mentors")
        if not isinstance(members, list):
            raise Unreadable(place, "expected a list of mentors")
        for member in members:
            mentor = mentor_at.get(member) if isinstance(member, str) else None
            if mentor is None or group_of[mentor] != NONE:
                raise Unreadable(place, f"{_shown(member)} is {'unknown' if mentor is None else 'in a group already'}")
            group_of[mentor] = group
    return group_of


def _pairs(key: str, pairs: object, mentee_at: Index, mentor_at: Index) -> set[int]:
    """The codes of named pairs."""
    if pairs is None:
        return set()
    if not isinstance(pairs, list):
        raise Unreadable(key, "expected a list of pairs")
    if len(pairs) > MAX_ENTRIES:
        raise Unreadable(key, f"{len(pairs)} pairs, the limit is {MAX_ENTRIES}")
    read = [_code(pair, mentee_at, mentor_at) for pair in pairs]
    codes = {code for code in read if code is not None}
    if None in read:
        at = read.index(None)
        raise Unreadable(f"{key}[{at}]", f"{_shown(pairs[at])} is no pair of a known mentee and mentor")
    if len(codes) < len(pairs):
        raise Unreadable(key, "a pair is there twice")
    return codes


def _code(pair: object, mentee_at: Index, mentor_at: Index) -> int | None:
    """The code of a pair of known names; None for anything else."""
    if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(name, str) for name in pair)):
        return None
    mentee, mentor = mentee_at.get(pair[0]), mentor_at.get(pair[1])
    return None if mentee is None or mentor is None else mentee * len(mentor_at) + mentor


def _seed(value: Any) -> int | None:
    if value is None:
        return None
    if not (type(value) is int and 0 <= value <= MAX_SEED):
        raise Unreadable("seed", f"{_shown(value)} is no whole number from 0 to {MAX_SEED}")
    return int(value)


def _commitment(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) != COMMITMENT_DIGITS or set(value) - set("0123456789abcdef"):
        raise Unreadable("commitment", f"expected {COMMITMENT_DIGITS} hexadecimal digits in lower case")
    return value


def _aims(value: object, mentee_at: Index) -> Aims:
    given = {} if value is None else _object("aims", value)
    spread = {} if given.get("spread") is None else _object("aims.spread", given["spread"])
    even, weight = _weight("aims.even", given.get("even", 0)), _weight("aims.spread.weight", spread.get("weight", 0))
    found = {} if spread.get("values") is None else _object("aims.spread.values", spread["values"])
    for mentee, text in found.items():
        is_text = isinstance(text, str) and 0 < len(text) <= MAX_NAME and _is_text(text)
        if mentee not in mentee_at or not (text is None or is_text):
            raise Unreadable("aims.spread.values", f"{_shown(mentee)}: expected the value of a known mentee")
    together, wishes = _wishes(given.get("together"), mentee_at)
    if not weight:
        return Aims(even, 0, together, [], [NONE] * len(mentee_at), wishes)
    values = sorted({text for text in found.values() if text is not None})
    if len(values) > MAX_VALUES:
        raise Unreadable("aims.spread.values", f"{len(values)} different values, the limit is {MAX_VALUES}")
    at = {text: index for index, text in enumerate(values)}
    value_of = [at.get(found.get(mentee), NONE) for mentee in mentee_at]
    return Aims(even, weight, together, values, value_of, wishes)


def _wishes(value: object, mentee_at: Index) -> tuple[int, list[tuple[int, int]]]:
    """The weight of wishes to be together, and the wishes; 0 and none where one of the two is missing."""
    place = "aims.together.pairs"
    given = {} if value is None else _object("aims.together", value)
    weight, pairs = _weight("aims.together.weight", given.get("weight", 0)), given.get("pairs")
    if pairs is not None and not isinstance(pairs, list):
        raise Unreadable(place, "expected a list of pairs")
    found = []
    for at, pair in enumerate(pairs or ()):
        known = isinstance(pair, list) and len(pair) == 2 and all(isinstance(one, str) for one in pair)
        if not known or pair[0] == pair[1] or not all(one in mentee_at for one in pair):
            raise Unreadable(f"{place}[{at}]", f"{_shown(pair)} is no pair of two known mentees")
        found.append((min(map(mentee_at.__getitem__, pair)), max(map(mentee_at.__getitem__, pair))))
    if len(set(found)) < len(found) or len(found) > MAX_WISHES:
        raise Unreadable(place, f"two mentees are there twice, or there are more than {MAX_WISHES} pairs")
    return (weight, sorted(found)) if weight and found else (0, [])


def _weight(place: str, value: Any) -> int:
    if type(value) is not int or not 0 <= value <= MAX_AIM_WEIGHT:
        raise Unreadable(place, f"must be a whole number from 0 to {MAX_AIM_WEIGHT}")
    return int(value)


def _similarity(top: dict[str, Any], mentee_at: Index, mentor_at: Index) -> Similarity | None:
    """By pairs, as a matrix with names, or as interest vectors."""
    similarity, vectors = top.pop("similarity", None), top.pop("vectors", None)
    if similarity is not None and vectors is not None:
        raise Unreadable("vectors", "give either similarity or vectors, not both")
    if vectors is not None:
        return _vectors(_object("vectors", vectors), mentee_at, mentor_at)
    if similarity is None:
        return None
    data = _object("similarity", similarity)
    if any(isinstance(data.get(key), list) for key in ("rows", "columns", "values")):
        return _matrix(data, mentee_at, mentor_at)
    rows: list[dict[int, float]] = [{} for _ in mentee_at]
    for name, row in data.items():
        place = f"similarity.{name}"
        if name not in mentee_at:
            raise Unreadable(place, "unknown mentee")
        mentors = _known(place, list(_object(place, row)), mentor_at)
        rows[mentee_at[name]] = dict(sorted(zip(mentors, _numbers(place, list(row.values())))))
    return Pairwise(rows)


def _matrix(data: Mapping[str, Any], mentee_at: Index, mentor_at: Index) -> Matrix:
    names, others, values = (data.get(key) for key in ("rows", "columns", "values"))
    rows, columns = _known("similarity.rows", names, mentee_at), _known("similarity.columns", others, mentor_at)
    if len(mentee_at) * len(mentor_at) > MAX_CELLS:
        raise Unreadable("similarity", f"more than {MAX_CELLS} cells; give vectors instead")
    if not isinstance(values, list) or len(values) != len(rows):
        raise Unreadable("similarity.values", f"expected {len(rows)} rows")
    table: list[array[float] | None] = [None] * len(mentee_at)
    for at, mentee in enumerate(rows):
        row = array("f", bytes(4 * len(mentor_at)))
        for mentor, value in zip(columns, _numbers(f"similarity.values[{at}]", values[at], len(columns))):
            row[mentor] = value
        table[mentee] = row
    return Matrix(table, len(mentor_at))


def _vectors(data: dict[str, Any], mentee_at: Index, mentor_at: Index) -> Vectors:
    divisor = data.get("divisor", 1)
    if type(divisor) is not int or not 1 <= divisor <= MAX_PLACES:
        raise Unreadable("vectors.divisor", f"expected a whole number from 1 to {MAX_PLACES}")
    sides = {key: _object(f"vectors.{key}", data.pop(key, None)) for key in ("mentees", "mentors")}
    first: object = next((row for rows in sides.values() for row in rows.values()), None)
    width = len(first) if isinstance(first, list) else 0
    found = []
    for (key, rows), at in zip(sides.items(), (mentee_at, mentor_at)):
        if len(at) * width > MAX_CELLS:
            raise Unreadable(f"vectors.{key}", f"more than {MAX_CELLS} entries")
        side: list[array[int]] = [array("i", bytes(4 * width))] * len(at)
        for person, name in zip(_known(f"vectors.{key}", list(rows), at), rows):
            side[person] = _whole_row(f"vectors.{key}.{name}", rows[name], width)
            rows[name] = None  # read: its memory is needed for the others
        found.append(side)
    vectors = Vectors(found[0], found[1], divisor)
    if vectors.largest_product() >= MAX_UNITS:
        raise Unreadable("vectors", f"a product may reach {vectors.largest_product()} units, the limit is {MAX_UNITS}")
    return vectors


def _whole_row(place: str, row: object, width: int) -> array[int]:
    values = _checked_numbers(place, row, width)
    if set(map(type, values)) != {int}:
        values = _floats(values)
        if not all(map(float.is_integer, values)):
            raise Unreadable(place, "entries must be whole numbers")
    return array("i", map(int, values))


def _known(place: str, names: object, at: Index) -> list[int]:
    """The indices of a list of names, each there once."""
    if not isinstance(names, list):
        raise Unreadable(place, "is missing" if names is None else "expected a list of names")
    try:
        found = [at[name] for name in names]
    except (KeyError, TypeError):
        raise Unreadable(place, f"an unknown name in {_shown(names)}") from None
    if len(set(found)) != len(found):
        raise Unreadable(place, "a name is there twice")
    return found


def _numbers(place: str, row: object, width: int | None = None) -> list[float]:
    """A row of numbers, each as the nearest 32-bit float."""
    return _floats(_checked_numbers(place, row, width))


def _checked_numbers(place: str, row: object, width: int | None) -> list[Any]:
    if not isinstance(row, list) or width not in (None, len(row)):
        raise Unreadable(place, f"expected {width} numbers")
    if not set(map(type, row)) <= {int, float}:
        raise Unreadable(place, "expected numbers")
    if row and not -MAX_SIMILARITY <= min(row) <= max(row) <= MAX_SIMILARITY:
        raise Unreadable(place, f"a number is not between -{MAX_SIMILARITY:.0f} and {MAX_SIMILARITY:.0f}")
    return row


def _shown(value: object) -> str:
    """A value as it may stand in a line: cut where it is long."""
    try:
        text = repr(value)
    except RecursionError:
        return "what is nested too deeply"
    return text if len(text) <= MAX_NAME else text[:MAX_NAME] + "…"


# --- Strict JSON -------------------------------------------------------------------------------------------------


def _file(path: str) -> Any:
    """The values of a file. Raises Unreadable."""
    try:
        if Path(path).stat().st_size > MAX_BYTES:
            raise Unreadable(path, f"larger than the limit of {MAX_BYTES} bytes")
        raw = Path(path).read_bytes()
    except OSError as error:
        raise Unreadable(path, f"cannot be read ({error.strerror or error})") from None
    except ValueError as error:
        raise error if isinstance(error, Unreadable) else Unreadable(path, f"cannot be read ({error})") from None
    return _json(raw, path)


def _json(raw: bytes, name: str) -> Any:
    """The values of strict JSON: UTF-8, no name twice in one object, no NaN, no endless number. Raises Unreadable."""
    if len(raw) > MAX_BYTES:
        raise Unreadable(name, f"larger than the limit of {MAX_BYTES} bytes")
    # Newer versions of Python limit the digits themselves, and are quicker left alone.
    whole = None if hasattr(sys, "get_int_max_str_digits") else _whole
    try:
        return json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=_each_once, parse_constant=_no_number, parse_int=whole
        )
    except UnicodeDecodeError as error:
        raise Unreadable(name, f"not UTF-8 text (byte {error.start})") from None
    except json.JSONDecodeError as error:
        raise Unreadable(name, f"broken JSON at line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise Unreadable(name, "nested too deeply") from None
    except _NotStrict as error:
        raise Unreadable(name, str(error)) from None
    except ValueError:
        raise Unreadable(name, "a number has too many digits") from None


class _NotStrict(Exception):
    """JSON that Python would read, but that other programs read otherwise, or not at all."""


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise _NotStrict(f"the name {_shown(name)} is there twice in one object")
            seen.add(name)
    return made


def _no_number(word: str) -> Any:
    raise _NotStrict(f"{word} is not a number")


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise _NotStrict("a number has too many digits")
    return int(digits)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

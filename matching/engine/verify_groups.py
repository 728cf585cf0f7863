#!/usr/bin/env python3
"""Checks groups that were formed against the instance they were formed for.

    python3 verify_groups.py INSTANCE.json RESULT.json

Needs Python 3.9 or later and nothing else: no package, no other file. Ends with 0 when all holds, 1 when the result
does not hold (every reason, one a line), 2 when the instance cannot be read, 74 when the answer cannot be written.

What is checked, all of it computed anew from the two files:

- Everybody is in exactly one group, the groups are as many and as large as asked, each has a mentor for each role, no
  mentor leads more groups than they may, mentors differ where they must, pairs are together or apart, and no required
  aim misses anything.
- What each group misses of each aim, the sums, the weighted total, and the figures of the random draw.
- The bound by counting: no grouping whatever misses less. The reasoning stands at `_counted_bounds`. Where the total
  is equal to it, the groups are proven to be optimal here, by this file alone.
- The lottery: the seed opens the commitment, and people, and mentors, of whom all that counts is the same have the
  places that their lottery numbers give them. Nobody can be favored among equals.

What is not checked, for it is CP-SAT's word: a bound above the one by counting ("by": "cp-sat"). It would take as long
to prove again as to find. It is only held against what is known: it is no less than the bound by counting and no more
than the total. Nor is it checked that the seed leads to this grouping and to no other that misses as much, beyond who
of the same kind is where: that can be seen by forming the groups again, where the result says "repeatable".

Nothing is shared with the program that made the result: what is shared cannot be checked.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

ALL_HOLDS, DOES_NOT_HOLD, BAD_INPUT, NOT_WRITTEN = 0, 1, 2, 74
SHOWN = 20  # violations that are printed of each check; more are counted
MAX_BYTES = 1_000_000_000  # of a file
MAX_NAMES = 10_000  # people, mentors
MAX_CELLS = 5_000_000  # people times groups
MAX_TEXT = 200  # characters of a name or value
MAX_VALUES = 1_000  # of one attribute
MAX_WEIGHT = 1_000
MAX_AIMS = 50
MAX_SEED = 2**63 - 1
MAX_DIGITS = 1_000  # of one number
COMMITMENT_DIGITS = 64
AIMS = ("spread", "gather", "share", "accompany")
STOPPED = ("finished", "limit", "effort", "size")
RESULT_KEYS = {
    "groups": list, "objective": dict, "proof": dict, "random_draw": dict, "lottery": dict, "search": dict,
    "input_sha256": str, "sha256": str,
}  # fmt: skip

Values = dict[str, list[str]]


class Unreadable(ValueError):
    """A file, or a part of one, is not in the documented format: `place` says where, `message` what is wrong."""

    def __init__(self, place: str, message: str) -> None:
        self.place, self.message = place, message
        super().__init__(f"{place}: {message}")


# --- The command and the calls -----------------------------------------------------------------------------------


def main(arguments: Sequence[str]) -> int:
    """Return the exit code of the command: check the second file's groups against the first file's instance."""
    if len(arguments) != 2:
        return _print(sys.stderr, ["usage: python3 verify_groups.py INSTANCE.json RESULT.json"], BAD_INPUT)
    try:
        violations = verify_group_files(*arguments)
    except Unreadable as error:
        return _print(sys.stderr, [str(error)], BAD_INPUT)
    if violations:
        return _print(sys.stderr, violations, DOES_NOT_HOLD)
    return _print(sys.stdout, ["verified: all holds"], ALL_HOLDS)


def verify_group_files(instance: str, result: str) -> tuple[str, ...]:
    """Return every reason why the groups in a file cannot stand, one line each; none when all holds.

    Raises Unreadable when the instance's file is not in the format. A result that cannot be read does not hold.
    """
    return verify_groups(_bytes(instance), _bytes(result), instance, result)


def verify_groups(
    instance: bytes, result: bytes, instance_name: str = "instance", result_name: str = "result"
) -> tuple[str, ...]:
    """Return the same for the contents of the two files, bytes each."""
    problem = read_instance(_json(instance, instance_name))
    try:
        violations = list(_violations(problem, _json(result, result_name)))
    except Unreadable as error:
        return (_line(str(error)),)
    except RecursionError:
        return ("result: nested too deeply",)
    return tuple(map(_line, violations))


def _line(text: str) -> str:
    return " ".join(text.splitlines())


def _print(stream: Any, lines: Iterable[str], code: int) -> int:
    """The exit code once the lines are written, whatever characters a name holds."""
    lost = NOT_WRITTEN if code == ALL_HOLDS else code
    if stream is None:  # closed
        return lost
    try:
        for line in lines:
            stream.buffer.write(_line(line).encode("utf-8", "backslashreplace") + b"\n")
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # or Python would try again at its end
        return lost
    return code


# --- All checks in their order -----------------------------------------------------------------------------------


def _violations(instance: Instance, result: Any) -> Iterator[str]:
    if type(result) is not dict or result.keys() != RESULT_KEYS.keys():
        raise Unreadable("result", f"expected an object with exactly {', '.join(sorted(RESULT_KEYS))}")
    for key, kind in RESULT_KEYS.items():
        if type(result[key]) is not kind:
            raise Unreadable(key, f"expected {kind.__name__}")
    if result["input_sha256"] != instance.sha256:
        yield f"input_sha256 is {_shown(result['input_sha256'])}, the instance's is {instance.sha256}"
    body = {key: value for key, value in result.items() if key != "sha256"}
    if result["sha256"] != hashlib.sha256(_canonical(body, ascii_only=True).encode()).hexdigest():
        yield "sha256: the result was damaged or altered"
    yield from _search_violations(result["search"])
    seed = _lottery(result["lottery"])
    yield from _commitment_violations(instance, result["lottery"])
    groups = [_group(f"groups[{at}]", group, instance) for at, group in enumerate(result["groups"])]
    unsound = list(_seat_violations(instance, groups))
    yield from _some(unsound)
    if unsound:
        return
    yield from _some(_constraint_violations(instance, groups))
    yield from _figure_violations(instance, result, groups)
    yield from _some(_lottery_violations(instance, groups, seed))
    yield from _draw_violations(instance, result["random_draw"], seed)


def _some(violations: Iterable[str]) -> Iterator[str]:
    found = list(violations)
    yield from found[:SHOWN]
    if len(found) > SHOWN:
        yield f"and {len(found) - SHOWN} more of the same kind"


def _seat_violations(instance: Instance, groups: list[Group]) -> Iterator[str]:
    """The number of groups, and everybody in exactly one."""
    if len(groups) != instance.count:
        yield f"groups: {len(groups)} of them, {instance.count} were asked for"
    seated: dict[str, int] = {}
    for at, group in enumerate(groups):
        if group.people != sorted(group.people):
            yield f"groups[{at}].people: not sorted"
        for name in group.people:
            if name in seated:
                yield f"groups[{at}]: {name} is in groups[{seated[name]}] too"
            seated[name] = at
    for name in instance.people:
        if name not in seated:
            yield f"groups: {name} is in none"


def _constraint_violations(instance: Instance, groups: list[Group]) -> Iterator[str]:
    for at, group in enumerate(groups):
        if not instance.minimum <= len(group.people) <= instance.maximum:
            yield f"groups[{at}]: {len(group.people)} people, not {instance.minimum} to {instance.maximum}"
        for index, aim in enumerate(instance.aims):
            if aim.required and _missed(instance, aim, group):
                yield f"groups[{at}]: aims[{index}], {aim.aim} {aim.attribute}, is required but missed"
    yield from _mentor_violations(instance, groups)
    yield from _pair_violations(instance, groups)


def _mentor_violations(instance: Instance, groups: list[Group]) -> Iterator[str]:
    """Roles are read with the groups (see `_group`)."""
    led: dict[str, int] = {}
    for at, group in enumerate(groups):
        leading = list(group.mentors.values())
        for role, name in group.mentors.items():
            led[name] = led.get(name, 0) + 1
            if role not in instance.mentors[name].roles:
                yield f"groups[{at}]: {name} does not take the role {role}"
        if len(set(leading)) < len(leading):
            yield f"groups[{at}]: a mentor has two roles"
        for attribute in instance.differ:
            values = [value for name in set(leading) for value in instance.mentors[name].values.get(attribute, [])]
            if len(set(values)) < len(values):
                yield f"groups[{at}]: mentors have the same {attribute}"
    for name, times in led.items():
        if times > instance.mentors[name].groups:
            yield f"{name} leads {times} groups, {instance.mentors[name].groups} at most"


def _pair_violations(instance: Instance, groups: list[Group]) -> Iterator[str]:
    places: dict[str, set[int]] = {name: set() for name in (*instance.people, *instance.mentors)}
    for at, group in enumerate(groups):
        for name in (*group.people, *group.mentors.values()):
            places[name].add(at)
    for one, other in instance.apart:
        if places[one] & places[other]:
            yield f"{one} and {other} must not be together"
    for one, other in instance.together:
        mixed = (one in instance.people) != (other in instance.people)
        if not places[one] & places[other] if mixed else places[one] != places[other]:
            yield f"{one} and {other} must be together"


# --- What is missed, and what every grouping misses --------------------------------------------------------------


def _missed(instance: Instance, aim: Aim, group: Group) -> int:
    """What one group misses of one aim, unweighted."""
    members = [instance.people[name] for name in group.people]
    if aim.aim == "share":
        members += [instance.mentors[name].values for name in group.mentors.values()]
    held = [values[aim.attribute] for values in members if aim.attribute in values]
    counts = {value: sum(value in values for values in held) for value in aim.values}
    if aim.aim == "spread":
        return sum(_off_share(instance, aim, value, number) for value, number in counts.items())
    if aim.aim == "gather":
        return len(held) - max(counts.values())
    if aim.aim == "share":
        return max(aim.least - sum(number == len(held) for number in counts.values()), 0)
    return sum(number == 1 for number in counts.values())


def _off_share(instance: Instance, aim: Aim, value: str, number: int) -> int:
    low, high = _share_of(instance, aim, value)
    return max(low - number, 0) + max(number - high, 0)


def _share_of(instance: Instance, aim: Aim, value: str) -> tuple[int, int]:
    total = instance.total(aim, value)
    return total // instance.count, -(-total // instance.count)


def _counted_bounds(instance: Instance) -> list[int]:
    """For each aim, unweighted, what no grouping whatever can miss less of. Their weighted sum is a bound too.

    spread     A set of people that must be together and has more of a value than a group's share is above it wherever
               it is, and two such sets in one group are above it by more than both. If e are above in all, no more than
               N - e are within the shares, so G groups lack at least G * low - (N - e).
    gather     Whoever counts as gathered has the value that is commonest in their group. The groups where a value that
               N people have is commonest hold at most N of them, and at most M each, the seats of a group. So cut each
               value into N // M parts of M and a rest: the G greatest parts are at least as many as can be gathered.
    share      A group has no more values in common than any of its members; the least sum is had with those who have
               the fewest in one group, the next M in another, and so on.
    accompany  Who has a value alone, or sits in a group of one, is alone with it.
    """
    return [_counted_bound(instance, aim) for aim in instance.aims]


def _counted_bound(instance: Instance, aim: Aim) -> int:
    totals = {value: instance.total(aim, value) for value in aim.values}
    if aim.aim == "spread":
        return sum(_least_off(instance, aim, value) for value in aim.values)
    known = [values[aim.attribute] for values in instance.people.values() if aim.attribute in values]
    if aim.aim == "gather":
        parts = []
        for total in totals.values():
            whole, rest = divmod(total, instance.maximum)
            parts += [instance.maximum] * whole + [rest]
        return max(len(known) - sum(sorted(parts, reverse=True)[: instance.count]), 0)
    if aim.aim == "share":
        counted = set(aim.values)
        lacking = sorted((max(aim.least - len(counted.intersection(held)), 0) for held in known), reverse=True)
        return sum(lacking[:: instance.maximum])
    if instance.maximum == 1:
        return sum(totals.values())
    return sum(total == 1 for total in totals.values())


def _least_off(instance: Instance, aim: Aim, value: str) -> int:
    low, high = _share_of(instance, aim, value)
    excess = 0
    for cluster in instance.clusters:
        number = sum(value in instance.people[name].get(aim.attribute, []) for name in cluster)
        if len(cluster) > 1:
            excess += max(number - high, 0)
    return excess + max(instance.count * low - instance.total(aim, value) + excess, 0)


def _figure_violations(instance: Instance, result: dict[str, Any], groups: list[Group]) -> Iterator[str]:
    """What each group misses, the objective, and the proof."""
    missed = [[_missed(instance, aim, group) for aim in instance.aims] for group in groups]
    for at, (group, found) in enumerate(zip(groups, missed)):
        if not _same(group.misses, found):
            yield f"groups[{at}].misses: {_shown(group.misses)} stated, {found} found"
    sums = [sum(column) for column in zip(*missed)]
    total = instance.weighted(sums)
    objective = {"total": total, "aims": sums}
    if not _same(result["objective"], objective):
        yield f"objective: {_shown(result['objective'])} stated, {objective} found"
    yield from _proof_violations(instance, result["proof"], total)


def _proof_violations(instance: Instance, proof: dict[str, Any], total: int) -> Iterator[str]:
    bounds = _counted_bounds(instance)
    if proof.keys() != {"bound", "by", "aims", "gap", "optimal", "stopped", "repeatable"}:
        yield "proof: expected exactly aims, bound, by, gap, optimal, repeatable, stopped"
        return
    if not _same(proof["aims"], bounds):
        yield f"proof.aims: {_shown(proof['aims'])} stated, {bounds} counted"
    counted = sum(aim.weight * bound for aim, bound in zip(instance.aims, bounds) if not aim.required)
    bound = proof["bound"]
    if type(bound) is not int or not counted <= bound <= total:
        yield f"proof.bound: {_shown(bound)} does not lie between {counted}, counted, and the total, {total}"
        return
    expected = {
        "by": "counting" if bound == counted else "cp-sat",
        "gap": total - bound,
        "optimal": total == bound,
    }
    for key, value in expected.items():
        if not _same(proof[key], value):
            yield f"proof.{key}: {_shown(proof[key])} stated, {value} found"
    if proof["stopped"] not in STOPPED or (proof["stopped"] == "finished") != (total == bound):
        yield f"proof.stopped: {_shown(proof['stopped'])} with a gap of {total - bound}"
    if type(proof["repeatable"]) is not bool or (proof["repeatable"] and proof["stopped"] == "limit"):
        yield "proof.repeatable: expected true or false, and false where the limit ended the search"


def _draw_violations(instance: Instance, stated: dict[str, Any], seed: int) -> Iterator[str]:
    """The random draw: people by their numbers of the side "random draw", dealt to the groups in turn."""
    drawn = _by_lottery(seed, "random draw", list(instance.people))
    groups = [Group(drawn[at :: instance.count], {}, None) for at in range(instance.count)]
    sums = [sum(_missed(instance, aim, group) for group in groups) for aim in instance.aims]
    place = {name: at for at, group in enumerate(groups) for name in group.people}
    broken = 0
    for pairs, wanted in ((instance.together, True), (instance.apart, False)):
        people = [pair for pair in pairs if pair[0] in place and pair[1] in place]
        broken += sum((place[one] == place[other]) != wanted for one, other in people)
    found = {"total": instance.weighted(sums), "aims": sums, "broken_pairs": broken}
    if not _same(stated, found):
        yield f"random_draw: {_shown(stated)} stated, {found} found"


def _search_violations(stated: dict[str, Any]) -> Iterator[str]:
    if stated.keys() != {"limit", "effort", "workers"}:
        yield "search: expected exactly effort, limit, workers"
    elif any(type(value) not in (int, float) or value < 0 for value in stated.values()):
        yield "search: expected amounts"


# --- The lottery -------------------------------------------------------------------------------------------------


def _lottery(stated: dict[str, Any]) -> int:
    if stated.keys() != {"seed", "nonce", "commitment"}:
        raise Unreadable("lottery", "expected exactly commitment, nonce, seed")
    if type(stated["nonce"]) is not str or type(stated["commitment"]) is not str:
        raise Unreadable("lottery", "expected texts as nonce and commitment")
    return _whole("lottery.seed", stated["seed"], 0, MAX_SEED)


def _commitment_violations(instance: Instance, stated: dict[str, Any]) -> Iterator[str]:
    opened = hashlib.sha256(f"{stated['seed']}:{stated['nonce']}".encode("utf-8", "surrogatepass")).hexdigest()
    if stated["commitment"] != opened:
        yield "lottery.commitment: seed and nonce do not open it"
    if instance.commitment not in (None, opened):
        yield "lottery: seed and nonce do not open the instance's commitment"


def _by_lottery(seed: int, side: str, names: Sequence[str]) -> list[str]:
    """The names by their numbers: the first 8 bytes of SHA-256("seed:side:name")."""
    return sorted(names, key=lambda name: (hashlib.sha256(f"{seed}:{side}:{name}".encode()).digest()[:8], name))


def _lottery_violations(instance: Instance, groups: list[Group], seed: int) -> Iterator[str]:
    """The groups are in the order of what they consist of, and alike people have the places that the lottery deals."""
    peers, leaders = instance.alike_people(), instance.alike_mentors()
    kind = {name: at for at, names in enumerate(peers) for name in names}
    leader = {name: at for at, names in enumerate(leaders) for name in names}
    profiles = [
        (sorted(kind[name] for name in group.people), [leader[group.mentors[role]] for role in instance.roles])
        for group in groups
    ]
    for at in range(1, len(profiles)):
        if profiles[at] < profiles[at - 1]:
            yield f"groups[{at}]: not in the order of what groups consist of"
    seats: list[list[tuple[int, int, str]]] = [[] for _ in peers]
    chairs: list[list[tuple[int, int, str]]] = [[] for _ in leaders]
    for at, group in enumerate(groups):
        for name in group.people:
            seats[kind[name]].append((at, -1, name))
        for role, title in enumerate(instance.roles):
            chairs[leader[group.mentors[title]]].append((at, role, group.mentors[title]))
    for side, classes, held in (("person", peers, seats), ("mentor", leaders, chairs)):
        for names, places in zip(classes, held):
            drawn = _by_lottery(seed, side, names)
            due = [(at, drawn[turn % len(drawn)]) for turn, (at, _, _) in enumerate(sorted(places))]
            having = [(at, name) for at, _, name in places]
            if (sorted(due) if side == "person" else due) != (sorted(having) if side == "person" else having):
                yield f"{', '.join(names[:3])}{', …' if len(names) > 3 else ''}: the lottery gives them other places"


# --- Reading the instance ----------------------------------------------------------------------------------------


class Aim(NamedTuple):
    """What is wanted of an attribute in every group; see docs/matching.md for the four kinds."""

    aim: str
    attribute: str
    values: list[str]
    weight: int
    least: int
    required: bool


class Mentor(NamedTuple):
    """A mentor's roles, number of groups at most, and values by attribute."""

    roles: list[str]
    groups: int
    values: Values


class Group(NamedTuple):
    """A group as stated: people, mentors by role, and what it says that it misses, unread."""

    people: list[str]
    mentors: dict[str, str]
    misses: Any


@dataclass(frozen=True)
class Instance:
    """The instance, names sorted; everything as in docs/matching.md, with what is left out filled in."""

    people: dict[str, Values]
    count: int
    minimum: int
    maximum: int
    aims: list[Aim]
    mentors: dict[str, Mentor]
    roles: list[str]
    differ: list[str]
    together: list[tuple[str, str]]
    apart: list[tuple[str, str]]
    seed: int | None
    commitment: str | None
    clusters: list[list[str]]

    @property
    def sha256(self) -> str:
        """SHA-256 of the canonical JSON of the instance."""
        values: dict[str, Any] = {
            "format": 1,
            "people": self.people,
            "groups": {"count": self.count, "minimum": self.minimum, "maximum": self.maximum},
            "aims": [aim._asdict() for aim in self.aims],
            "mentors": {name: mentor._asdict() for name, mentor in self.mentors.items()},
            "roles": self.roles,
            "differ": self.differ,
            "together": self.together,
            "apart": self.apart,
        }
        optional = {"seed": self.seed, "commitment": self.commitment}
        values.update({key: value for key, value in optional.items() if value is not None})
        return hashlib.sha256(_canonical(values, ascii_only=False).encode()).hexdigest()

    def total(self, aim: Aim, value: str) -> int:
        """How many people have a value."""
        return self._totals[aim.attribute, value]

    @cached_property
    def _totals(self) -> Counter[tuple[str, str]]:
        return Counter(
            (attribute, value)
            for values in self.people.values()
            for attribute, held in values.items()
            for value in held
        )

    def weighted(self, sums: Sequence[int]) -> int:
        """The weighted total of what is missed of each aim."""
        return sum(aim.weight * missed for aim, missed in zip(self.aims, sums))

    def alike_people(self) -> list[list[str]]:
        """Classes of people in whom all that counts is the same; whoever a pair names is alone."""
        return self._alike({name: _asked(self.aims, values) for name, values in self.people.items()})

    def alike_mentors(self) -> list[list[str]]:
        """The same of mentors: roles, groups, what they may share, and where they must differ."""
        sharing = [aim for aim in self.aims if aim.aim == "share"]
        return self._alike({
            name: repr((
                mentor.roles, mentor.groups, _asked(sharing, mentor.values),
                [mentor.values.get(attribute, []) for attribute in self.differ],
            ))
            for name, mentor in self.mentors.items()
        })  # fmt: skip

    def _alike(self, profiles: dict[str, str]) -> list[list[str]]:
        paired = {name for pair in (*self.together, *self.apart) for name in pair}
        found: dict[tuple[bool, str], list[str]] = {}
        for name, profile in profiles.items():
            found.setdefault((True, name) if name in paired else (False, profile), []).append(name)
        return list(found.values())


def _asked(aims: Sequence[Aim], values: Values) -> str:
    rows = [(aim, values.get(aim.attribute, [])) for aim in aims]
    return repr([(bool(held), [value for value in held if value in aim.values]) for aim, held in rows])


def read_instance(data: Any) -> Instance:
    """Return the instance of JSON values. Raises Unreadable."""
    top = _object("instance", data)
    people = {name: _values(f"people.{name}", body) for name, body in _named("people", top.get("people")).items()}
    if not people:
        raise Unreadable("people", "is empty")
    sizes = _object("groups", top.get("groups"))
    count = _whole("groups.count", sizes.get("count"), 1, MAX_NAMES)
    if count * len(people) > MAX_CELLS:
        raise Unreadable("groups.count", f"people times groups are more than {MAX_CELLS}")
    minimum = _whole("groups.minimum", sizes.get("minimum", max(len(people) // count, 1)), 0, MAX_NAMES)
    maximum = _whole("groups.maximum", sizes.get("maximum", -(-len(people) // count)), 1, MAX_NAMES)
    if minimum > maximum:
        raise Unreadable("groups.minimum", "is more than the maximum")
    roles = _texts("roles", top.get("roles"))
    mentors = _mentors(top.get("mentors"), roles)
    if people.keys() & mentors.keys():
        raise Unreadable("mentors", "one of the people is a mentor too")
    names = people.keys() | mentors.keys()
    together, apart = (_pairs(key, top.get(key), names) for key in ("together", "apart"))
    if set(together) & set(apart):
        raise Unreadable("apart", "a pair must be together too")
    seed, commitment = top.get("seed"), top.get("commitment")
    if seed is not None:
        _whole("seed", seed, 0, MAX_SEED)
    if commitment is not None and not _is_commitment(commitment):
        raise Unreadable("commitment", f"expected {COMMITMENT_DIGITS} hexadecimal digits in lower case")
    return Instance(
        people, count, minimum, maximum, _aims(top.get("aims"), people), mentors, roles,
        _texts("differ", top.get("differ")), together, apart, seed, commitment, _clusters(people, together),
    )  # fmt: skip


def _is_commitment(text: Any) -> bool:
    return type(text) is str and len(text) == COMMITMENT_DIGITS and not set(text) - set("0123456789abcdef")


def _clusters(people: dict[str, Values], together: list[tuple[str, str]]) -> list[list[str]]:
    """The sets of people that must be together."""
    held = {name: [name] for name in people}
    for one, other in together:
        if one in held and other in held and held[one] is not held[other]:
            held[one] += held[other]
            for name in held[other]:
                held[name] = held[one]
    return list({id(cluster): cluster for cluster in held.values()}.values())


def _aims(data: Any, people: dict[str, Values]) -> list[Aim]:
    if data is not None and type(data) is not list:
        raise Unreadable("aims", "expected a list")
    aims = [_aim(f"aims[{at}]", body, people) for at, body in enumerate(data or [])]
    if len(aims) > MAX_AIMS:
        raise Unreadable("aims", f"more than {MAX_AIMS}")
    if len({(aim.aim, aim.attribute) for aim in aims}) < len(aims):
        raise Unreadable("aims", "one is there twice")
    return sorted(aims, key=lambda aim: (aim.aim, aim.attribute))


def _aim(place: str, data: Any, people: dict[str, Values]) -> Aim:
    body = _object(place, data)
    kind, attribute, required = body.get("aim"), body.get("attribute"), body.get("required", False)
    if kind not in AIMS or type(attribute) is not str or type(required) is not bool:
        raise Unreadable(place, "expected a kind of aim, an attribute, and whether it is required")
    held = {value for values in people.values() for value in values.get(attribute, [])}
    given = _texts(f"{place}.values", body.get("values"))
    if not held or set(given) - held:
        raise Unreadable(place, "nobody has the attribute or a value")
    values = given or sorted(held)
    if len(values) > MAX_VALUES:
        raise Unreadable(f"{place}.values", f"more than {MAX_VALUES}")
    weight = _whole(f"{place}.weight", body.get("weight", 1), 1, MAX_WEIGHT)
    least = _whole(f"{place}.least", body.get("least", 1), 1, len(values) if kind == "share" else 1)
    return Aim(kind, attribute, values, weight, least, required)


def _mentors(data: Any, roles: list[str]) -> dict[str, Mentor]:
    mentors = {}
    for name, body in _named("mentors", {} if data is None else data).items():
        place = f"mentors.{name}"
        taken = _texts(f"{place}.roles", body.get("roles"))
        if set(taken) - set(roles):
            raise Unreadable(f"{place}.roles", "one is none of the roles")
        groups = _whole(f"{place}.groups", body.get("groups", 1), 0, MAX_NAMES)
        held = body.get("values")
        mentors[name] = Mentor(taken, groups, _values(f"{place}.values", {} if held is None else held))
    return mentors


def _pairs(key: str, data: Any, names: set[str]) -> list[tuple[str, str]]:
    if data is not None and type(data) is not list:
        raise Unreadable(key, "expected a list of pairs")
    found = set()
    for at, pair in enumerate(data or []):
        if type(pair) is not list or len(pair) != 2 or any(type(name) is not str for name in pair):
            raise Unreadable(f"{key}[{at}]", "expected two names")
        if pair[0] == pair[1] or not names.issuperset(pair):
            raise Unreadable(f"{key}[{at}]", "expected two known names")
        found.add((min(pair), max(pair)))
    return sorted(found)


def _values(place: str, data: Any) -> Values:
    body = _object(place, data)
    _check_texts(place, sorted(body))
    listed = {key: [value] if type(value) is str else value for key, value in sorted(body.items())}
    read = {key: _texts(f"{place}.{key}", value) for key, value in listed.items()}
    return {key: values for key, values in read.items() if values}


def _named(place: str, data: Any) -> dict[str, dict[str, Any]]:
    bodies = _object(place, data)
    if len(bodies) > MAX_NAMES:
        raise Unreadable(place, f"more than {MAX_NAMES} names")
    _check_texts(place, sorted(bodies))
    return {name: _object(f"{place}.{name}", bodies[name]) for name in sorted(bodies)}


def _texts(place: str, data: Any) -> list[str]:
    if data is None:
        return []
    if type(data) is not list or any(type(text) is not str for text in data):
        raise Unreadable(place, "expected a list of texts")
    _check_texts(place, sorted(data))
    return sorted(data)


def _check_texts(place: str, texts: list[str]) -> None:
    """Sorted texts are distinct, not empty, short, and UTF-8 can hold them."""
    if any(before == text for before, text in zip(["", *texts], texts)):
        raise Unreadable(place, "a text is empty or there twice")
    if any(len(text) > MAX_TEXT for text in texts):
        raise Unreadable(place, f"a text is longer than {MAX_TEXT} characters")
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        raise Unreadable(place, "a text holds a broken character (half of a surrogate pair)") from None


def _group(place: str, data: Any, instance: Instance) -> Group:
    """A stated group: known people, each once, and for each role a known mentor. Raises Unreadable."""
    if type(data) is not dict or data.keys() != {"people", "mentors", "misses"}:
        raise Unreadable(place, "expected exactly mentors, misses, people")
    people = _texts(f"{place}.people", data["people"])
    if set(people) - instance.people.keys():
        raise Unreadable(f"{place}.people", "somebody is not one of the people")
    mentors = _object(f"{place}.mentors", data["mentors"])
    if mentors.keys() != set(instance.roles):
        raise Unreadable(f"{place}.mentors", "expected a mentor for each role, and no other")
    for role, name in mentors.items():
        if type(name) is not str or name not in instance.mentors:
            raise Unreadable(f"{place}.mentors.{role}", "is no mentor")
    return Group(data["people"], mentors, data["misses"])


def _whole(place: str, value: Any, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise Unreadable(place, f"expected a whole number from {least} to {most}, got {_shown(value)}")
    return value


def _object(place: str, value: Any) -> dict[str, Any]:
    if type(value) is not dict:
        raise Unreadable(place, "is missing" if value is None else "expected an object")
    return value


# --- JSON --------------------------------------------------------------------------------------------------------


def _same(stated: Any, found: Any) -> bool:
    """Equal, and of the same types throughout: 1 is neither true nor 1.0."""
    return _canonical(stated, ascii_only=True) == _canonical(found, ascii_only=True)


def _canonical(value: Any, *, ascii_only: bool) -> str:
    return json.dumps(value, ensure_ascii=ascii_only, sort_keys=True, separators=(",", ":"))


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + "…"


def _bytes(path: str) -> bytes:
    try:
        if Path(path).stat().st_size > MAX_BYTES:
            raise Unreadable(path, f"larger than the limit of {MAX_BYTES} bytes")
        return Path(path).read_bytes()
    except OSError as error:
        raise Unreadable(path, f"cannot be read ({error.strerror or error})") from None
    except ValueError as error:  # a path that no file can have
        raise error if isinstance(error, Unreadable) else Unreadable(path, f"cannot be read ({error})") from None


def _json(raw: bytes, name: str) -> Any:
    """The values of strict JSON: UTF-8, no name twice in one object, no NaN, no endless number. Raises Unreadable."""
    try:
        return json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=_each_once, parse_constant=_no_number, parse_int=_digits
        )
    except UnicodeDecodeError as error:
        raise Unreadable(name, f"not UTF-8 text (byte {error.start})") from None
    except json.JSONDecodeError as error:
        raise Unreadable(name, f"broken JSON at line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise Unreadable(name, "nested too deeply") from None
    except _NotStrict as error:
        raise Unreadable(name, str(error)) from None


class _NotStrict(Exception):
    """JSON that Python would read, but that other programs read otherwise, or not at all."""


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _NotStrict("a name is there twice in one object")
    return made


def _no_number(word: str) -> Any:
    raise _NotStrict(f"{word} is not a number")


def _digits(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise _NotStrict("a number has too many digits")
    return int(digits)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

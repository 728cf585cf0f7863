"""A seeded sample of a longer attack: results with anything changed, their hashes mended, so that the sense must tell.

The attack from which it is taken refused all of 64,471 files but those that say what solving anew says.
"""

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

from matching.engine import Infeasible, Instance, InstanceError, Options, load_instance, solve
from matching.engine.model.match import Match
from matching.engine.model.options import OBJECTIVES, PRIORITIES, UNPLACED_RULES
from matching.engine.report.metrics import metrics
from matching.engine.report.reasons import reasons
from matching.engine.report.result import with_checksum
from matching.engine.verify import verify
from tests.engine.fixed_rounds import Case, cases

Data = dict[str, Any]
Path = tuple[Any, ...]
VALUES: tuple[Any, ...] = (None, True, 0, 1, -1, 1.0, "", "lottery", "list", "full", [], {}, "a", 2**70, "\ud800")
CHOICES: dict[str, tuple[Any, ...]] = {
    "objective": OBJECTIVES,
    "priority": (None, *PRIORITIES),
    "unplaced": UNPLACED_RULES,
    "ignore_lists": (False, True),
    "similarity_weight": (0, 1, 3),
    "rank_weight": (0, 1, 3),
}
FILES_OF_A_CASE = 30


def test_nothing_changed_stands_unless_it_is_what_solving_says() -> None:
    drawn, tried, refused = random.Random(8), set(), 0
    for case in [case for case in cases() if len(case.made["mentees"]) <= 12][::3]:
        raw, instance = json.dumps(case.made).encode(), load_instance(json.dumps(case.made).encode())
        for changed in changed_results(drawn, instance, case):
            text = json.dumps(changed, sort_keys=True)
            if (case.name, text) in tried:
                continue
            tried.add((case.name, text))
            stands = not verify(raw, text.encode())
            assert not stands or said_by(instance, changed) == without_proof(changed), (case.name, text)
            refused += not stands
    assert len(tried) > 1_500
    assert refused > 1_200


def changed_results(drawn: random.Random, instance: Instance, case: Case) -> Iterator[Data]:
    """Results of the case, each with one change drawn at random."""
    try:
        result = solve(instance, strategy=case.strategy, options=Options(**case.options))
    except Infeasible:
        return
    changes: tuple[Callable[[random.Random, Instance, Data], None], ...] = (
        change_anything, change_dual, change_option, change_pairs, change_pairs,
    )  # fmt: skip
    for _ in range(FILES_OF_A_CASE):
        data = json.loads(result.to_bytes())
        drawn.choice(changes)(drawn, instance, data)
        if isinstance(data.get("certificate"), dict):
            data["certificate"] = with_checksum(data["certificate"])
        yield data


def change_anything(drawn: random.Random, _instance: Instance, data: Data) -> None:
    *way, last = drawn.choice([path for path in paths(data) if path])
    inside: Any = data
    for step in way:
        inside = inside[step]
    change = drawn.choice(("other", "other", "gone", "twice"))
    if change == "gone":
        del inside[last]
    elif change == "twice" and isinstance(inside, list):
        inside.insert(last, inside[last])
    else:
        value = inside[last]
        near = [value + 1, float(value)] if isinstance(value, int) else [value + " "] if isinstance(value, str) else []
        inside[last] = copy.deepcopy(drawn.choice((*VALUES, *near)))


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        yield from paths(part, (*path, key))


def change_dual(drawn: random.Random, _instance: Instance, data: Data) -> None:
    for level in data["certificate"].get("duals", ()):
        values = level[drawn.choice(("mentee", "mentor"))]
        values[drawn.randrange(len(values))] += drawn.choice((-1, 1, 10**9, -(10**9)))


def change_option(drawn: random.Random, instance: Instance, data: Data) -> None:
    name = drawn.choice(sorted(CHOICES))
    data["certificate"]["options"][name] = drawn.choice(CHOICES[name])
    describe(instance, data)


def change_pairs(drawn: random.Random, instance: Instance, data: Data) -> None:
    """Other pairs, some of them said to be placed later, and everything said of them true."""
    pairs, later = ({tuple(pair) for pair in part} for part in (data["pairs"], data["certificate"]["placed_later"]))
    for _ in range(drawn.choice((1, 1, 2))):
        if pairs and drawn.random() < 0.6:
            gone = drawn.choice(sorted(pairs))
            pairs.discard(gone)
            later.discard(gone)
        if drawn.random() < 0.7:
            pairs.add((drawn.choice(instance.mentees), drawn.choice(instance.mentors)))
        if pairs and drawn.random() < 0.2:
            later ^= {drawn.choice(sorted(pairs))}
    data["pairs"], data["certificate"]["placed_later"] = (sorted(map(list, part)) for part in (pairs, later))
    describe(instance, data)


def describe(instance: Instance, data: Data) -> None:
    codes = [Match.of_names(instance, part).codes for part in (data["pairs"], data["certificate"]["placed_later"])]
    match, priority = Match(instance, *codes), Options(**data["certificate"]["options"]).priority_for(instance)
    matched = {mentee for mentee, _ in data["pairs"]}
    data["unmatched"] = [name for name in instance.mentees if name not in matched]
    data["reasons"], data["metrics"] = reasons(match, data["strategy"], priority), metrics(match, priority)


def said_by(instance: Instance, data: Data) -> str:
    """What solving says with the options and lottery that the result states."""
    certificate, options = data["certificate"], Options.from_json(data["certificate"]["options"])
    lottery = certificate["lottery"]
    try:
        result = solve(
            instance, strategy=data["strategy"], seed=lottery["seed"], nonce=lottery["nonce"], options=options
        )
    except (Infeasible, InstanceError) as error:
        return str(error)
    return without_proof(json.loads(result.to_bytes()))


def without_proof(data: Data) -> str:
    """The result without its dual values, of which there are many."""
    stated = {key: value for key, value in data["certificate"].items() if key not in ("duals", "levels", "sha256")}
    return json.dumps({**data, "certificate": stated}, sort_keys=True)

"""Small instances of group formation, and what an exhaustive search makes of them."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]
Seating = tuple[int, ...]  # the group of each person, and of the mentor of each role in each group

SETTLED = {  # so that every attribute has two values
    "p0": {"year": ["1"], "campus": ["north"], "times": ["mon"]},
    "p1": {"year": ["2"], "campus": ["south"], "times": ["mon", "tue"]},
}


@st.composite
def instances(draw: st.DrawFn, *, mentors: bool = False) -> Json:
    """Four to six people in two or three groups, with every kind of aim."""
    names = [f"p{at}" for at in range(draw(st.integers(4, 6)))]
    count = draw(st.integers(2, 3))
    data: Json = {
        "people": {name: draw(_values()) for name in names},
        "groups": {"count": count, **draw(_sizes())},
        "aims": draw(_aims()),
        "seed": draw(st.integers(0, 9)),
    }
    data["people"] |= SETTLED
    named = names
    if mentors:
        data |= {"roles": ["faculty", "partner"], "differ": draw(st.sampled_from([[], ["profession"]]))}
        data["mentors"] = {f"m{at}": draw(_mentor()) for at in range(draw(st.integers(3, 5)))}
        named = names + list(data["mentors"])
    for key in ("together", "apart"):
        pairs = st.tuples(st.sampled_from(named), st.sampled_from(named)).filter(lambda pair: pair[0] < pair[1])
        data[key] = [list(pair) for pair in draw(st.lists(pairs, max_size=2, unique=True))]
    data["apart"] = [pair for pair in data["apart"] if pair not in data["together"]]
    return data


def _values() -> st.SearchStrategy[Json]:
    times = st.lists(st.sampled_from(["mon", "tue", "wed"]), max_size=3, unique=True)
    return st.fixed_dictionaries(
        {"year": st.sampled_from(["1", "2"]), "campus": st.sampled_from(["north", "south", None]), "times": times}
    )


def _sizes() -> st.SearchStrategy[Json]:
    return st.sampled_from([{}, {"minimum": 1}, {"minimum": 1, "maximum": 4}, {"maximum": 3, "minimum": 0}])


def _mentor() -> st.SearchStrategy[Json]:
    values = st.fixed_dictionaries(
        {"profession": st.sampled_from(["nurse", "physician"]), "times": st.sampled_from([["mon"], ["mon", "tue"], []])}
    )
    roles = st.sampled_from([["faculty"], ["partner"], ["faculty", "partner"]])
    return st.fixed_dictionaries({"roles": roles, "groups": st.integers(0, 2), "values": values})


def _aims() -> st.SearchStrategy[list[Json]]:
    kinds = st.tuples(
        st.sampled_from(["spread", "gather", "share", "accompany"]), st.sampled_from(["year", "campus", "times"])
    )
    weights = st.tuples(st.integers(1, 3), st.sampled_from([False, False, False, True]), st.integers(1, 2))
    aims = st.tuples(kinds, weights).map(
        lambda found: {
            "aim": found[0][0],
            "attribute": found[0][1],
            "weight": found[1][0],
            "required": found[1][1],
            "least": found[1][2] if found[0][0] == "share" else 1,
        }
    )
    return st.lists(aims, max_size=3, unique_by=lambda aim: (aim["aim"], aim["attribute"]))


def least_missed(data: Json) -> int | None:
    """The least weighted total of any grouping, by trying them all; None when none keeps the constraints."""
    totals = [_total(data, groups, led) for groups in _groupings(data) for led in _leaders(data, groups)]
    return min((total for total in totals if total is not None), default=None)


def _groupings(data: Json) -> Iterator[list[list[str]]]:
    names, count = list(data["people"]), data["groups"]["count"]
    least = data["groups"].get("minimum", len(names) // count)
    most = data["groups"].get("maximum", -(-len(names) // count))
    for seating in product(range(count), repeat=len(names)):
        groups = [[name for name, at in zip(names, seating, strict=True) if at == group] for group in range(count)]
        if groups == sorted(groups) and all(least <= len(group) <= most for group in groups):
            yield groups


def _leaders(data: Json, groups: list[list[str]]) -> Iterator[list[tuple[str, ...]]]:
    """Every choice of mentors, checked group by group."""
    mentors, roles = data.get("mentors", {}), data.get("roles", [])
    able = [[name for name, mentor in mentors.items() if role in mentor["roles"]] for role in roles]
    teams = [team for team in product(*able) if _team_holds(data, team)]
    for led in product(teams, repeat=len(groups)):
        if all(sum(name in team for team in led) <= mentors[name]["groups"] for name in mentors):
            yield list(led)


def _team_holds(data: Json, team: tuple[str, ...]) -> bool:
    if len(set(team)) < len(team):
        return False
    for attribute in data.get("differ", []):
        held = [data["mentors"][name]["values"][attribute] for name in team]
        if len(set(held)) < len(held):
            return False
    return True


def _total(data: Json, groups: list[list[str]], led: list[tuple[str, ...]]) -> int | None:
    places: dict[str, set[int]] = {name: set() for name in (*data["people"], *data.get("mentors", {}))}
    for at, (group, team) in enumerate(zip(groups, led, strict=True)):
        for name in (*group, *team):
            places[name].add(at)
    if any(places[one] & places[other] for one, other in data["apart"]):
        return None
    for one, other in data["together"]:
        alike = (one in data["people"]) == (other in data["people"])
        if places[one] != places[other] if alike else not places[one] & places[other]:
            return None
    total = 0
    for aim in data["aims"]:
        missed = sum(_missed(data, aim, group, team) for group, team in zip(groups, led, strict=True))
        if aim["required"] and missed:
            return None
        total += aim["weight"] * missed
    return total


def _held(values: Json, attribute: str) -> list[str]:
    held = values.get(attribute) or []
    return [held] if isinstance(held, str) else held


def _missed(data: Json, aim: Json, group: list[str], team: tuple[str, ...]) -> int:
    kind, attribute = aim["aim"], aim["attribute"]
    everybody = [_held(values, attribute) for values in data["people"].values()]
    values = sorted({value for held in everybody for value in held})
    known = [held for name in group if (held := _held(data["people"][name], attribute))]
    counts = [sum(value in held for held in known) for value in values]
    if kind == "gather":
        return len(known) - max(counts)
    if kind == "accompany":
        return counts.count(1)
    if kind == "share":
        known += [held for name in team if (held := _held(data["mentors"][name]["values"], attribute))]
        missing: int = max(aim["least"] - sum(all(value in held for held in known) for value in values), 0)
        return missing
    missed = 0
    for value, number in zip(values, counts, strict=True):
        low, rest = divmod(sum(value in held for held in everybody), data["groups"]["count"])
        missed += max(low - number, number - low - bool(rest), 0)
    return missed

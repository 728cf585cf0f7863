"""Blocking pairs, against the definition spelt out pair by pair."""

from typing import NamedTuple

from hypothesis import example, given
from hypothesis import strategies as st

from matching.engine import Options, parse_instance, solve
from matching.engine.model.match import Match
from matching.engine.report.blocking import blocking_pairs
from tests.engine.rounds import Round, rounds

Pair = tuple[str, str]
PRIORITIES = st.sampled_from(["similarity", "lottery"])
OUTSIDE = 99

MIXED_GROUP: Round = {
    "mentees": {"m0": {"ranks": []}, "m3": {"ranks": [["a1"], ["a2"]], "places": 2}},
    "mentors": {"a1": {"capacity": 1, "ranks": None}, "a2": {"capacity": 1, "ranks": [["m0", "m3"]]}},
    "groups": {"g": {"mentors": ["a1", "a2"], "capacity": 1, "ranks": None}},
}


def place_in(ranks: list[list[str]] | None, name: str) -> int:
    """The rank of a name on a list; OUTSIDE when it is not there."""
    return next((at for at, tier in enumerate(ranks or [], 1) if name in tier), OUTSIDE)


class Reader(NamedTuple):
    """Somebody who reads a round and its pairs."""

    made: Round
    pairs: set[Pair]
    priority: str

    @property
    def fixed(self) -> set[Pair]:
        return {(mentee, mentor) for mentee, mentor in self.made.get("fixed", [])}

    def group(self, mentor: str) -> str | None:
        return next((name for name, body in self.made.get("groups", {}).items() if mentor in body["mentors"]), None)

    def accepted(self, mentee: str, mentor: str) -> bool:
        group = self.group(mentor)
        sides = [self.made["mentors"][mentor].get("ranks")]
        sides += [self.made["groups"][group].get("ranks")] if group else []
        return (
            place_in(self.made["mentees"][mentee]["ranks"], mentor) < OUTSIDE
            and all(ranks is None or place_in(ranks, mentee) < OUTSIDE for ranks in sides)
            and [mentee, mentor] not in self.made.get("forbidden", [])
            and (mentee, mentor) not in self.fixed | self.pairs
        )

    def standing(self, mentee: str, mentor: str) -> tuple[float, ...]:
        """Less is better: by the group's ranking, the mentor's, or the similarity, which comes after rank 1."""
        group = self.group(mentor)
        ranks = self.made["mentors"][mentor].get("ranks")
        if group and self.made["groups"][group].get("ranks") is not None:
            ranks = self.made["groups"][group]["ranks"]
        if ranks is not None:
            return (place_in(ranks, mentee), 0, 0)
        if self.priority == "lottery":
            return (1, 0, 0)
        return (1, 1, -self.made.get("similarity", {}).get(mentee, {}).get(mentor, 0))

    def blocks(self, mentee: str, mentor: str) -> bool:
        if not self.accepted(mentee, mentor):
            return False
        moving, wish = self.pairs - self.fixed, self.made["mentees"][mentee]
        less = {pair for pair in moving if pair[0] == mentee and self.likes_more(mentee, mentor, pair[1])}
        if len([pair for pair in self.pairs if pair[0] == mentee]) >= wish.get("places", 1) and not less:
            return False
        mine, here = self.standing(mentee, mentor), {pair for pair in moving if pair[1] == mentor}
        if len([pair for pair in self.pairs if pair[1] == mentor]) >= self.made["mentors"][mentor]["capacity"]:
            return any(mine < self.standing(*pair) for pair in here)
        group = self.group(mentor)
        if group is None:
            return True
        inside = {pair for pair in self.pairs if self.group(pair[1]) == group}
        return (
            len(inside) < self.made["groups"][group]["capacity"]
            or any(mine < self.standing(*pair) for pair in inside & moving)
            or any(mine <= self.standing(*pair) for pair in inside & less)
        )

    def likes_more(self, mentee: str, mentor: str, other: str) -> bool:
        ranks = self.made["mentees"][mentee]["ranks"]
        return place_in(ranks, mentor) < place_in(ranks, other)


def some_pairs(made: Round, data: st.DataObject) -> set[Pair]:
    """The fixed pairs and others that all places allow, whoever wants them."""
    chosen = {(mentee, mentor) for mentee, mentor in made.get("fixed", [])}
    cells = [(mentee, mentor) for mentee in made["mentees"] for mentor in made["mentors"]]
    bounds = [({mentee}, body.get("places", 1)) for mentee, body in made["mentees"].items()]
    bounds += [({mentor}, body["capacity"]) for mentor, body in made["mentors"].items()]
    bounds += [(set(body["mentors"]), body["capacity"]) for body in made.get("groups", {}).values()]
    for cell in data.draw(st.lists(st.sampled_from(cells), unique=True)):
        more = chosen | {cell}
        if all(sum(not names.isdisjoint(pair) for pair in more) <= most for names, most in bounds):
            chosen = more
    return chosen


@given(rounds(), PRIORITIES, st.data())
def test_they_are_the_pairs_of_the_definition(made: Round, priority: str, data: st.DataObject) -> None:
    instance, pairs = parse_instance(made), some_pairs(made, data)
    reader = Reader(made, pairs, priority)
    expected = {
        pair for mentee in instance.mentees for mentor in instance.mentors if reader.blocks(*(pair := (mentee, mentor)))
    }
    codes = blocking_pairs(Match.of_names(instance, pairs), priority).tolist()
    places = [divmod(code, len(instance.mentors)) for code in codes]
    assert {(instance.mentees[mentee], instance.mentors[mentor]) for mentee, mentor in places} == expected


@given(rounds(), PRIORITIES)
@example(MIXED_GROUP, "similarity")
def test_a_stable_matching_has_none(made: Round, priority: str) -> None:
    result = solve(parse_instance(made), strategy="choice-stable", options=Options(priority=priority))
    assert result.metrics["blocking_pairs"] == 0


def test_a_mentee_may_move_within_a_full_group() -> None:
    made: Round = {
        "mentees": {"kim": {"ranks": [["a"], ["b"]]}},
        "mentors": {"a": {"capacity": 1}, "b": {"capacity": 1}},
        "groups": {"g": {"mentors": ["a", "b"], "capacity": 1, "ranks": [["kim"]]}},
    }
    match = Match.of_names(parse_instance(made), [("kim", "b")])
    assert blocking_pairs(match, "lottery").tolist() == [0]

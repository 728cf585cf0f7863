"""What is given: people with attributes, the groups' sizes, aims, mentors, and who must or must not be together."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

FORMAT = 1
SPREAD, GATHER, SHARE, ACCOMPANY = AIMS = ("spread", "gather", "share", "accompany")

Values = Mapping[str, tuple[str, ...]]  # by attribute: sorted, distinct, none empty; what is not known is left out
Pair = tuple[str, str]


@dataclass(frozen=True)
class Aim:
    """What is wanted of one attribute in every group, counted in people, or for `share` in values.

    aim        spread: each value has its share in each group. With N people who have it and G groups that is N / G
               rounded down or up; whoever is above or below counts one.
               gather: people have the same. Whoever has not the commonest value of their group counts one.
               share: everybody, mentors too, has `least` values in common, such as times; each that is missing counts.
               accompany: nobody is alone with a value in a group. Whoever is alone counts one.
    attribute  by which people are told apart; whose value is not known does not count, except in a size
    values     those that count, sorted; of everybody where the instance names none
    weight     what one counts in the objective
    least      of share
    required   nothing may be missing: the aim is a constraint, and groups that miss it are not formed
    """

    aim: str
    attribute: str
    values: tuple[str, ...]
    weight: int = 1
    least: int = 1
    required: bool = False


@dataclass(frozen=True)
class Mentor:
    """A mentor: what roles they can take, in how many groups at most, and what is known of them."""

    roles: tuple[str, ...]
    groups: int
    values: Values


@dataclass(frozen=True)
class GroupingProblem:
    """The instance. Names are sorted; `matching.engine.grouping.reading` checks all that is said here.

    people     by name
    count      number of groups
    minimum    people in a group, at least; `maximum` at most; mentors are not counted
    mentors    by name
    roles      every group has one mentor for each
    differ     attributes that the mentors of one group have no value of in common
    together   pairs of people or mentors of one group, (lesser, greater) and sorted
    apart      pairs of people or mentors that are never in one group, the same
    """

    people: Mapping[str, Values]
    count: int
    minimum: int
    maximum: int
    aims: tuple[Aim, ...]
    mentors: Mapping[str, Mentor]
    roles: tuple[str, ...]
    differ: tuple[str, ...]
    together: tuple[Pair, ...]
    apart: tuple[Pair, ...]
    seed: int | None
    commitment: str | None
    warnings: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the instance as JSON values in the documented format, everything said in full."""
        optional = {"seed": self.seed, "commitment": self.commitment}
        return {
            "people": {name: _lists(values) for name, values in self.people.items()},
            "groups": {"count": self.count, "minimum": self.minimum, "maximum": self.maximum},
            "aims": [{**vars(aim), "values": list(aim.values)} for aim in self.aims],
            "mentors": {
                name: {"roles": list(mentor.roles), "groups": mentor.groups, "values": _lists(mentor.values)}
                for name, mentor in self.mentors.items()
            },
            "roles": list(self.roles),
            "differ": list(self.differ),
            "together": [list(pair) for pair in self.together],
            "apart": [list(pair) for pair in self.apart],
        } | {key: value for key, value in optional.items() if value is not None}

    def to_bytes(self) -> bytes:
        """Return the instance as a JSON file, the same bytes for the same instance."""
        return json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @cached_property
    def input_sha256(self) -> str:
        """The SHA-256, in hexadecimal, of the instance's file with the key "format" added."""
        canonical = {**self.to_json(), "format": FORMAT}
        text = json.dumps(canonical, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def _lists(values: Values) -> dict[str, list[str]]:
    return {attribute: list(held) for attribute, held in values.items()}

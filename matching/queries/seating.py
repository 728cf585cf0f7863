"""Proposed groups seen against their frozen input: what they miss, and what a change by hand would cost."""

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine import GroupingProblem, load_grouping
from matching.engine.grouping.arrangement import Arrangement
from matching.engine.grouping.tables import Tables
from matching.models import Formation, ProposedMember
from matching.models.names import Names
from matching.queries.formations import members_of

Longs = NDArray[np.int64]


class Seating:
    """Who sits where. Groups are known by their number from 1, people by the rows that hold them.

    `formation` has been proposed; its cycle is at hand.
    """

    def __init__(self, formation: Formation) -> None:
        self.formation = formation
        self.members = members_of(formation)
        self._in_group: dict[int, list[ProposedMember]] = defaultdict(list)
        for member in self.members:
            self._in_group[member.group].append(member)
        names = Names(formation.names_secret)
        self._name = {
            member.pk: names.mentee(member.enrollment_id)
            if member.enrollment_id
            else names.mentor(member.participation_id or 0)
            for member in self.members
        }

    @cached_property
    def problem(self) -> GroupingProblem:
        """The frozen input."""
        return load_grouping(zlib.decompress(bytes(self.formation.instance)))

    @cached_property
    def result(self) -> dict[str, Any]:
        """What the engine found, as it was stored."""
        values: dict[str, Any] = json.loads(zlib.decompress(bytes(self.formation.result)))
        return values

    @cached_property
    def tables(self) -> Tables:
        """The input in numbers."""
        return Tables.of(self.problem)

    def name(self, member: ProposedMember) -> str:
        """The member's name in the files."""
        return self._name[member.pk]

    @cached_property
    def arrangement(self) -> Arrangement:
        """The groups as the engine knows them; without mentors who were taken out."""
        people: dict[int, list[str]] = defaultdict(list)
        mentors: dict[int, list[str]] = defaultdict(list)
        for member in self.members:
            (mentors if member.role else people)[member.group].append(self.name(member))
        groups = range(1, self.problem.count + 1)
        return Arrangement(
            tuple(tuple(sorted(people[group])) for group in groups), tuple(tuple(mentors[group]) for group in groups)
        )

    @cached_property
    def costs(self) -> Longs:
        """int64[groups, aims], unweighted: what each group misses."""
        return self.arrangement.costs(self.tables)

    @property
    def total(self) -> int:
        """The weighted sum."""
        return int(self.costs.sum(0) @ self.tables.weights)

    @cached_property
    def _index(self) -> dict[str, int]:
        return {name: at for names in (self.problem.people, self.problem.mentors) for at, name in enumerate(names)}

    @cached_property
    def _tally(self) -> tuple[Longs, Longs]:
        """Of each group how many hold each value, and of how many any is known."""
        held = np.zeros((self.problem.count, self.tables.people.shape[1]), np.int64)
        known = np.zeros((self.problem.count, len(self.problem.aims)), np.int64)
        for member in self.members:
            one, any_known = self._row(member)
            held[member.group - 1] += one
            known[member.group - 1] += any_known
        return held, known

    def _row(self, member: ProposedMember) -> tuple[Longs, Longs]:
        at, tables = self._index[self.name(member)], self.tables
        held, known = (tables.mentors, tables.mentors_known) if member.role else (tables.people, tables.known)
        return held[at].astype(np.int64), known[at].astype(np.int64)

    def cost_of(self, changes: Iterable[tuple[ProposedMember, int | None]]) -> int:
        """What all groups would miss more, weighted, if members went to other groups; None takes somebody out."""
        held, known = self._tally
        rows: dict[int, tuple[Longs, Longs]] = {}
        for member, group in changes:
            one, any_known = self._row(member)
            for number, sign in ((member.group, -1), (group, 1)):
                if number is not None:
                    holding, of_known = rows.get(number, (held[number - 1], known[number - 1]))
                    rows[number] = holding + sign * one, of_known + sign * any_known
        after = self.tables.costs(*(np.stack(columns) for columns in zip(*rows.values(), strict=True)))
        before = self.costs[[number - 1 for number in rows]]
        return int((after - before).sum(0) @ self.tables.weights)

    def fits(self, member: ProposedMember, group: int, *, instead_of: ProposedMember | None = None) -> bool:
        """Whether the pairs that must or must not be together allow a member in a group, and mentors differ there."""
        here = [one for one in self._in_group[group] if one not in (member, instead_of)]
        names = {self.name(one) for one in here}
        own = self.name(member)
        if self._apart[own] & names or not self._together[own] <= names:
            return False
        return not member.role or self._leads_well(member, [one for one in here if one.role], instead_of)

    def _leads_well(
        self, member: ProposedMember, beside: list[ProposedMember], instead_of: ProposedMember | None
    ) -> bool:
        mentors = self.problem.mentors
        role = instead_of.role if instead_of else member.role
        own = mentors[self.name(member)]
        others = [mentors[self.name(one)] for one in beside]
        return role in own.roles and not any(
            set(own.values.get(attribute, ())) & set(other.values.get(attribute, ()))
            for attribute in self.problem.differ
            for other in others
        )

    @cached_property
    def _apart(self) -> dict[str, set[str]]:
        return _partners(self.problem.apart)

    @cached_property
    def _together(self) -> dict[str, set[str]]:
        return _partners(self.problem.together)

    def size(self, group: int) -> int:
        """How many mentees a group has."""
        return len(self.arrangement.people[group - 1])


def _partners(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
        found[other].add(one)
    return found

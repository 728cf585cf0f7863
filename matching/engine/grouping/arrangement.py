"""A grouping, as the steps of solving hand it on, and how it gets names."""

from dataclasses import dataclass
from itertools import chain

from matching.engine.grouping.alike import Seat, alike_mentors, alike_people, by_lottery, dealt
from matching.engine.grouping.problem import GroupingProblem, Pair
from matching.engine.grouping.tables import Tables
from matching.engine.model.columns import Longs


@dataclass(frozen=True)
class Arrangement:
    """Who is in which group.

    people   for each group the people's names, sorted
    mentors  for each group the mentors' names, in the order of the instance's roles
    """

    people: tuple[tuple[str, ...], ...]
    mentors: tuple[tuple[str, ...], ...]

    def costs(self, tables: Tables) -> Longs:
        """Return int64[groups, aims], unweighted."""
        problem = tables.problem
        person = {name: at for at, name in enumerate(problem.people)}
        mentor = {name: at for at, name in enumerate(problem.mentors)}
        return tables.costs_of(
            [[person[name] for name in members] for members in self.people],
            [[mentor[name] for name in leading] for leading in self.mentors],
        )

    def drawn(self, problem: GroupingProblem, seed: int) -> "Arrangement":
        """Return the same with the lottery's choice among those who are alike.

        The groups are put in the order of how many of each class of people they have, the most of the first class
        first, then by the class of their mentor in each role, and are dealt to the members of each class in turn.
        """
        peers, leaders = alike_people(problem), alike_mentors(problem)
        class_of = {name: at for at, names in enumerate(peers) for name in names}
        leader_of = {name: at for at, names in enumerate(leaders) for name in names}

        def profile(group: int) -> tuple[list[int], list[int]]:
            return sorted(class_of[name] for name in self.people[group]), [
                leader_of[name] for name in self.mentors[group]
            ]

        order = sorted(range(len(self.people)), key=profile)
        people: list[list[str]] = [[] for _ in order]
        mentors = [[""] * len(problem.roles) for _ in order]
        places: list[list[Seat]] = [[] for _ in peers]
        chairs: list[list[Seat]] = [[] for _ in leaders]
        for at, group in enumerate(order):
            for name in self.people[group]:
                places[class_of[name]].append((at, -1))
            for role, name in enumerate(self.mentors[group]):
                chairs[leader_of[name]].append((at, role))
        for names, seats in zip(peers, places, strict=True):
            for (at, _), name in dealt(seats, by_lottery(seed, "person", names)):
                people[at].append(name)
        for names, seats in zip(leaders, chairs, strict=True):
            for (at, role), name in dealt(seats, by_lottery(seed, "mentor", names)):
                mentors[at][role] = name
        return Arrangement(tuple(tuple(sorted(members)) for members in people), tuple(map(tuple, mentors)))


def random_draw(problem: GroupingProblem, seed: int) -> Arrangement:
    """Return the groups that a draw makes, for comparison: people in the order of their numbers of the side
    "random draw", dealt to the groups in turn, so that sizes are even; nothing else is looked at. It has no mentors.
    """
    drawn = by_lottery(seed, "random draw", list(problem.people))
    return Arrangement(tuple(tuple(sorted(drawn[at :: problem.count])) for at in range(problem.count)), ())


def broken_pairs(problem: GroupingProblem, arrangement: Arrangement) -> int:
    """Return how many pairs that must or must not be together are not as they should be.

    Groups without mentors are judged by the pairs of people alone.
    """
    places: dict[str, set[int]] = {name: set() for name in (*problem.people, *problem.mentors)}
    for at, names in enumerate(chain(arrangement.people, arrangement.mentors)):
        for name in names:
            places[name].add(at % problem.count)

    def broken(pair: Pair, *, wanted: bool) -> bool:
        one, other = (places[name] for name in pair)
        if wanted and (pair[0] in problem.people) == (pair[1] in problem.people):
            return one != other
        return bool(one & other) != wanted

    judged = {True: problem.together, False: problem.apart}
    return sum(
        broken(pair, wanted=wanted)
        for wanted, pairs in judged.items()
        for pair in pairs
        if arrangement.mentors or not problem.mentors.keys() & set(pair)
    )

"""Who is alike in all that counts, and how the lottery deals them to their seats."""

from collections.abc import Hashable, Iterable, Mapping, Sequence

from matching.engine.grouping.problem import SHARE, Aim, GroupingProblem, Values
from matching.engine.model import draws

Seat = tuple[int, int]  # group, and role; people's seats have role -1


def clusters(problem: GroupingProblem) -> list[list[str]]:
    """Return the people as sets that must be together, each sorted, in the order of their first names."""
    parent = {name: name for name in problem.people}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = name = parent[parent[name]]
        return name

    for one, other in problem.together:
        if one in parent and other in parent:
            first, second = sorted((root(one), root(other)))
            parent[second] = first
    found: dict[str, list[str]] = {}
    for name in problem.people:
        found.setdefault(root(name), []).append(name)
    return list(found.values())


def alike_people(problem: GroupingProblem) -> list[list[str]]:
    """Return classes of people of whom all that the aims ask is the same, and whom no pair names; each sorted.

    Whoever a pair names is a class of their own. The classes come in the order of their first names.
    """
    return _classes(problem, {name: _asked(problem.aims, values) for name, values in problem.people.items()})


def alike_mentors(problem: GroupingProblem) -> list[list[str]]:
    """Return the same of mentors: roles, number of groups, what `differ` and the aims of sharing ask."""
    sharing = [aim for aim in problem.aims if aim.aim == SHARE]
    return _classes(
        problem,
        {
            name: (
                mentor.roles,
                mentor.groups,
                _asked(sharing, mentor.values),
                tuple(mentor.values.get(attribute, ()) for attribute in problem.differ),
            )
            for name, mentor in problem.mentors.items()
        },
    )


def _asked(aims: Iterable[Aim], values: Values) -> Hashable:
    held = [(aim, values.get(aim.attribute, ())) for aim in aims]
    return tuple((bool(some), tuple(value for value in some if value in aim.values)) for aim, some in held)


def _classes(problem: GroupingProblem, profiles: Mapping[str, Hashable]) -> list[list[str]]:
    paired = {name for pair in (*problem.together, *problem.apart) for name in pair}
    found: dict[Hashable, list[str]] = {}
    for name, profile in profiles.items():
        found.setdefault(name if name in paired else profile, []).append(name)
    return list(found.values())


def by_lottery(seed: int, side: str, names: Sequence[str]) -> list[str]:
    """Return the names in the order of their lottery numbers, those of `matching.engine.model.draws`."""
    drawn = draws.numbers(seed, side, names).tolist()
    return [name for _, name in sorted(zip(drawn, names, strict=True))]


def dealt(seats: Iterable[Seat], names: Sequence[str]) -> list[tuple[Seat, str]]:
    """Return each seat with its holder: sorted seats, the names in turn, beginning anew when they run out."""
    return [(seat, names[at % len(names)]) for at, seat in enumerate(sorted(seats))]

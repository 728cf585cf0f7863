"""How many more places are wanted, and of whom: a shortage by Hall's theorem, term by term.

A mentee can go to a mentor with whom they share a term; a place takes one mentee, whichever of its mentor's terms
they share. So places cannot be counted term by term. As many mentees as can be served at once are a maximum flow

    source → mentees of one set of terms → terms → mentors of one set of terms → sink,

and those whom it leaves out are the deficiency of Hall's theorem (Hall 1935; Ore 1955): some group of mentees seeks
terms whose mentors have that many places fewer than the group has members. What is wanted is then chosen greedily:
the term whose mentors, if there were enough, would serve most of those who are left; as many places of it; and so on
until nobody is left. What one more place of a term adds never grows with the others (a maximum flow is submodular in
the arcs into its sink), so a count that was not the greatest need not be taken again while it is out of reach.

Everybody who is left seeks some term, so what is wanted adds up to exactly those who are left: each wanted place
serves one mentee who would otherwise have none. Mentees who seek no term go to any mentor and come last.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace

import numpy as np

Terms = frozenset[int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Places that are wanted of mentors of a term; None stands for a mentor of any."""

    term: int | None
    places: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """Who can be served, and what would serve the others.

    Attributes:
        mentees: how many there are.
        served: how many can have a mentor at once who shares a term with them, or any where they seek none.
        wanted: what would serve the others, what serves most of them first.
    """

    mentees: int
    served: int
    wanted: list[Wanted]


def shortage(mentees: Mapping[Terms, int], places: Mapping[Terms, int]) -> Shortage:
    """Return how many mentees can be served at once, and which places would serve the others.

    Args:
        mentees: the terms that somebody seeks → how many seek just these; none of them go to any mentor.
        places: the terms of a mentor → the places of all who have just these.
    """
    seeking = {terms: number for terms, number in mentees.items() if terms and number}
    undecided = mentees.get(frozenset(), 0)
    network = _Network(seeking, places)
    served, sought = network.served, sum(seeking.values())
    wanted = [Wanted(term, number) for term, number in _most_first(network, sought)]
    # Whoever seeks no term takes what is left, and one more place of anybody's where nothing is.
    left = sum(places.values()) - served
    if undecided > left:
        wanted.append(Wanted(None, undecided - left))
    return Shortage(sought + undecided, served + min(left, undecided), wanted)


def _most_first(network: "_Network", sought: int) -> list[tuple[int, int]]:
    """Take the term that serves most of those who are left, until nobody is left; of equals the one sought by more."""
    found: list[tuple[int, int]] = []
    if network.served == sought:
        return found
    # Greatest gain first; a gain counted before the last places were added is at least as great as it would be now.
    queue = [(-network.gain(term), -number, term, 0) for term, number in network.sought.items()]
    heapify(queue)
    while network.served < sought:
        gain, number, term, counted = queue[0]
        if counted < len(found):
            heapreplace(queue, (-network.gain(term), number, term, len(found)))
            continue
        heappop(queue)
        network.add(term, -gain)
        found.append((term, -gain))
    return found


class _Network:
    """The network, with an arc from every term to the sink for the places that are to be added.

    Attributes:
        sought: term → how many mentees seek it.
        served: the maximum flow.
    """

    def __init__(self, mentees: Mapping[Terms, int], places: Mapping[Terms, int]) -> None:
        from ortools.graph.python.max_flow import SimpleMaxFlow  # 0.1 s to import: only here

        self.sought: dict[int, int] = {}
        for terms, number in mentees.items():
            for term in terms:
                self.sought[term] = self.sought.get(term, 0) + number
        self._all = sum(mentees.values())
        self._solver = SimpleMaxFlow()
        node = {term: place for place, term in enumerate(sorted(self.sought), 2)}
        arcs = [(node[term], 1, 0) for term in sorted(self.sought)]
        self._arc = {term: place for place, term in enumerate(sorted(self.sought))}
        self._added = dict.fromkeys(self.sought, 0)
        groups = len(node) + 2
        for place, (terms, number) in enumerate(mentees.items(), groups):
            arcs += [(0, place, number), *((place, node[term], number) for term in terms)]
        for place, (terms, number) in enumerate(places.items(), groups + len(mentees)):
            arcs += [(place, 1, number), *((node[term], place, number) for term in terms if term in node)]
        tail, head, capacity = np.array(arcs or [(0, 1, 0)], np.int64).T
        self._solver.add_arcs_with_capacity(tail, head, capacity)
        self.served = self._flow()

    def _flow(self) -> int:
        status = self._solver.solve(0, 1)
        if status != self._solver.Status.OPTIMAL:
            raise ArithmeticError(f"the flow solver stopped with {status.name}")
        return int(self._solver.optimal_flow())

    def gain(self, term: int) -> int:
        """How many more are served if there are as many places of the term as anybody could use."""
        self._solver.set_arc_capacity(self._arc[term], self._all)
        more = self._flow() - self.served
        self._solver.set_arc_capacity(self._arc[term], self._added[term])
        return more

    def add(self, term: int, places: int) -> None:
        """Add that many places of the term, all of which are used."""
        self._added[term] += places
        self._solver.set_arc_capacity(self._arc[term], self._added[term])
        self.served += places

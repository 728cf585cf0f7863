"""The demands that an instance makes of its groups, each of which can be named when they cannot be met together."""

from collections.abc import Hashable
from typing import Any

from matching.engine.grouping.problem import Aim, GroupingProblem

Demand = Hashable  # "sizes", ("role", role), ("differ", attribute), ("together" | "apart", pair), ("aim", aim)


class Demands:
    """Where a model's demands go: into every model all of them, or, to find out which contradict, those chosen.

    chosen  None for all, without names
    """

    def __init__(self, chosen: frozenset[Demand] | None = None, *, named: bool = False) -> None:
        self.chosen, self.named = chosen, named
        self.literals: dict[Demand, Any] = {}
        self.model: Any = None

    def bound_to(self, model: Any) -> "Demands":
        """Return itself, adding to the model from now on."""
        self.model = model
        return self

    def enforce(self, demand: Demand, bound: Any) -> None:
        """Add a bound of a demand, unless the demand is left out."""
        if self.chosen is not None and demand not in self.chosen:
            return
        if isinstance(bound, bool):
            if bound:
                return
            added = self.model.add_bool_or([])
        else:
            added = self.model.add(bound)
        if self.named:
            added.only_enforce_if(self.literal(demand))

    def literal(self, demand: Demand) -> Any:
        """Return the variable that says that a demand is made."""
        if demand not in self.literals:
            self.literals[demand] = self.model.new_bool_var("")
        return self.literals[demand]


def in_words(problem: GroupingProblem, demand: Any) -> str:
    """Return a demand as a clause."""
    if demand == "sizes":
        least, most = problem.minimum, problem.maximum
        each = f"{least}" if least == most else f"{least} to {most}"
        return f"{len(problem.people)} people make {problem.count} groups of {each}"
    kind, what = demand
    if kind == "role":
        return f"every group has a mentor for {what}"
    if kind == "differ":
        return f"the mentors of a group differ in {what}"
    if kind == "aim":
        return aim_in_words(what)
    return f"{what[0]} and {what[1]} must {'be together' if kind == 'together' else 'not be together'}"


def aim_in_words(aim: Aim) -> str:
    """Return what a required aim demands."""
    return {
        "spread": f"every group has its share of each {aim.attribute}",
        "gather": f"all of a group have one {aim.attribute} in common",
        "share": f"all of a group have at least {aim.least} {aim.attribute} in common",
        "accompany": f"nobody is alone in a group by {aim.attribute}",
    }[aim.aim]

"""What a coordinator may set for a strategy."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from matching.engine.model.errors import InstanceError
from matching.engine.model.instance import Instance

OBJECTIVES = ("total-rank", "greedy", "generous")
PRIORITIES = ("similarity", "lottery")
UNPLACED_RULES = ("unmatched", "similarity")
MAX_WEIGHT = 1_000_000


@dataclass(frozen=True)
class Options:
    """Settings of a run; every result records them.

    objective          of `choice-best`: least total rank, rank-maximal (greedy) or fewest at the worst rank (generous)
    priority           of a mentor without a ranking in `choice-stable`: "similarity" or "lottery";
                       None takes similarity where the instance has any, else lottery
    unplaced           what becomes of mentees who rank nobody or run out of list: left "unmatched", or
                       placed by "similarity" after the rest
    ignore_lists       `survey` and `lottery` over every pair that is not forbidden, also for those who rank
    similarity_weight, rank_weight   of `balanced`, whole numbers
    """

    objective: str = "total-rank"
    priority: str | None = None
    unplaced: str = "unmatched"
    ignore_lists: bool = False
    similarity_weight: int = 1
    rank_weight: int = 1

    def __post_init__(self) -> None:
        """Raise InstanceError naming the option that is out of its range."""
        _one_of("objective", self.objective, OBJECTIVES)
        _one_of("priority", self.priority, (*PRIORITIES, None))
        _one_of("unplaced", self.unplaced, UNPLACED_RULES)
        if not isinstance(self.ignore_lists, bool):
            raise InstanceError("options.ignore_lists", "must be true or false")
        for name in ("similarity_weight", "rank_weight"):
            weight = getattr(self, name)
            if isinstance(weight, bool) or not isinstance(weight, int) or not 0 <= weight <= MAX_WEIGHT:
                raise InstanceError(f"options.{name}", f"must be a whole number from 0 to {MAX_WEIGHT}")

    def priority_for(self, instance: Instance) -> str:
        """Return by what a mentor without a ranking chooses: as set here, else by similarity if there is any."""
        return self.priority or ("lottery" if instance.overlap is None else "similarity")

    def to_json(self) -> dict[str, Any]:
        """Return the options as they stand in a certificate."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Any) -> "Options":
        """Return the options of a certificate. Raises InstanceError for anything else."""
        names = {field.name for field in fields(cls)}
        if not isinstance(data, dict) or set(data) != names:
            raise InstanceError("certificate.options", f"expected exactly {', '.join(sorted(names))}")
        return cls(**data)


def _one_of(name: str, value: object, allowed: tuple[str | None, ...]) -> None:
    if value not in allowed:
        raise InstanceError(f"options.{name}", f"{value!r} is none of {', '.join(map(str, allowed))}")

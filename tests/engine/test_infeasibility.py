from collections.abc import Callable
from typing import Any

import pytest

from matching.engine import Groups, Infeasible, Instance, Lists, Options
from matching.engine.model.outcome import Outcome
from matching.engine.strategies import balanced, choice_best, survey

Solver = Callable[[Instance, Options, int], Outcome]


def reason(solve: Solver, **bounds: Any) -> str:
    """Why two mentees and two mentors, each mentee listing both mentors, cannot be paired."""
    defaults: dict[str, Any] = {
        "capacity": 2,
        "mentee_lists": Lists.from_columns(2, [0, 0, 1, 1], [0, 1, 0, 1], [1, 2, 1, 2]),
    }
    instance = Instance.build(mentees=["ada", "ben"], mentors=["kim", "lee"], **(defaults | bounds))
    with pytest.raises(Infeasible) as refusal:
        solve(instance, Options(), 1)
    return refusal.value.reason


@pytest.mark.parametrize("solve", [choice_best.solve, survey.solve, balanced.solve])
@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({"capacity": 1, "minimum": [0, 2]}, "mentor lee needs at least 2 but takes at most 1"),
        (
            {"minimum": [1, 2]},
            (
                "cannot be met together: mentor kim needs at least 1; mentor lee needs at least 2: 3 in all, "
                "but at most 2 can be had (mentee ada takes at most 1; mentee ben takes at most 1)"
            ),
        ),
        (
            {"minimum": [0, 2], "forbidden": [(1, 1)]},
            (
                "cannot be met together: mentor lee needs at least 2: 2 in all, "
                "but at most 1 can be had (mentee ada takes at most 1)"
            ),
        ),
        (
            {"fixed": [(0, 0), (1, 0)], "capacity": 1},
            (
                "cannot be met together: mentee ada is fixed with mentor kim; mentee ben is fixed with mentor kim: "
                "2 in all, but at most 1 can be had (mentor kim takes at most 1)"
            ),
        ),
        (
            {"groups": Groups(["ward"], of_mentor=0, capacity=1), "minimum": 1},
            (
                "cannot be met together: mentor kim needs at least 1; mentor lee needs at least 1: 2 in all, "
                "but at most 1 can be had (group ward takes at most 1)"
            ),
        ),
        (
            {"groups": Groups(["ward"], of_mentor=0, capacity=9, minimum=3)},
            (
                "cannot be met together: group ward needs at least 3: 3 in all, "
                "but at most 2 can be had (mentee ada takes at most 1; mentee ben takes at most 1)"
            ),
        ),
    ],
)
def test_it_says_what_cannot_be_met_together(solve: Solver, bounds: dict[str, Any], words: str) -> None:
    assert reason(solve, **bounds) == words


def test_a_long_contradiction_is_counted_not_listed() -> None:
    names = [f"a{j:02d}" for j in range(20)]
    instance = Instance.build(mentees=["ada"], mentors=names, capacity=1, minimum=1)
    with pytest.raises(Infeasible, match=r"a05 needs at least 1; and 14 more: 20 in all, but at most 1 can be had"):
        survey.solve(instance, Options(), 1)

"""Dual values are checked against the same profits that were maximized, whatever the scale."""

import numpy as np

from matching.engine import Instance, Lists, Options, Overlap, solve, verify


def test_a_blend_in_whole_units_is_verified() -> None:
    """Similarities and weights so great that a similarity of 1 is one unit still count."""
    mentees, mentors, lists = 3, 8_000, Lists.from_columns(3, [0, 1, 2], [0, 0, 0], [1, 1, 1])
    vectors = np.array([[4_000.0], [2_000.0], [0.0]]), np.full((mentors, 1), 4_000.0)
    instance = Instance.build(
        mentees=[f"m{at}" for at in range(mentees)],
        mentors=[f"a{at:04}" for at in range(mentors)],
        capacity=1,
        mentee_lists=lists,
        overlap=Overlap.from_vectors(*vectors),
    )
    result = solve(instance, strategy="balanced", options=Options(similarity_weight=1_000_000))
    assert result.certificate["scale"] == 1
    assert result.pairs == (("m0", "a0000"),)
    assert verify(instance, result) == ()

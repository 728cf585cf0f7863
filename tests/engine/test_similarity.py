import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import InstanceError
from matching.engine.model.similarity import Interests, overlap_of


@st.composite
def interests(draw: st.DrawFn) -> Interests:
    people = draw(st.integers(1, 5))
    tags = draw(st.lists(st.booleans(), min_size=people * 6, max_size=people * 6))
    answers = draw(st.lists(st.integers(0, 5), min_size=people * 4, max_size=people * 4))
    return Interests(np.array(tags).reshape(people, 6), np.array(answers).reshape(people, 4))


@given(mentees=interests(), mentors=interests())
def test_it_counts_common_tags_and_steps_of_agreement(mentees: Interests, mentors: Interests) -> None:
    overlap = overlap_of(mentees, mentors)
    counted = [
        [
            4 * int((one & other).sum()) + sum(4 - abs(a - b) for a, b in zip(said, replied, strict=True) if a and b)
            for other, replied in zip(mentors.tags, mentors.answers.tolist(), strict=True)
        ]
        for one, said in zip(mentees.tags, mentees.answers.tolist(), strict=True)
    ]
    similarity = overlap.rows(0, len(mentees.tags))
    assert similarity.tolist() == (np.array(counted, np.float32) / np.float32(overlap.divisor)).tolist()
    assert similarity.max() <= 1


def test_the_points_say_what_a_tag_and_a_step_are_worth() -> None:
    ada = Interests(np.array([[True, True]]), np.array([[1]]))
    kim = Interests(np.array([[True, False]]), np.array([[3]]))
    overlap = overlap_of(ada, kim, tag_points=10, step_points=3)
    assert overlap.rows(0, 1)[0, 0] * overlap.divisor == pytest.approx(10 + 2 * 3)


@pytest.mark.parametrize(
    ("tags", "answers", "place"),
    [((1, 3), (1, 1), "interests.tags"), ((1, 2), (1, 2), "interests.answers")],
)
def test_both_sides_must_have_been_asked_the_same(tags: tuple[int, int], answers: tuple[int, int], place: str) -> None:
    ada = Interests(np.ones((1, 2), np.bool_), np.ones((1, 1), np.int8))
    kim = Interests(np.ones(tags, np.bool_), np.ones(answers, np.int8))
    with pytest.raises(InstanceError, match=place):
        overlap_of(ada, kim)


@pytest.mark.parametrize("answer", [-1, 6])
def test_an_answer_out_of_range_is_refused(answer: int) -> None:
    ada = Interests(np.ones((1, 1), np.bool_), np.array([[3]]))
    kim = Interests(np.ones((1, 1), np.bool_), np.array([[answer]]))
    with pytest.raises(InstanceError, match=r"interests\.mentors\.answers: must lie between 0 and 5"):
        overlap_of(ada, kim)

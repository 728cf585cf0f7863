"""Similarity from interests: common tags, and agreement of Likert answers, as one matrix product.

A Likert answer a of 1..L is coded as a thermometer: L-1 cells of which a-1 are filled. Two answers agree in
as many filled cells plus as many empty cells as L-1 less their distance, so the product of the coded rows
counts steps of agreement; an unanswered question has neither filled nor empty cells and counts nothing
(the coding is that of ordinal data in Gower, "A general coefficient of similarity", 1971).
"""

from dataclasses import dataclass

import numpy as np

from matching.engine.model.columns import Floats, Mask
from matching.engine.model.errors import InstanceError
from matching.engine.model.overlap import Overlap


@dataclass(frozen=True, eq=False)
class Interests:
    """What k people of one side are interested in.

    tags     bool[k, t]  the tags each has chosen
    answers  int[k, q]   answers to q statements, 1 to the number of levels; 0 when left out
    """

    tags: Mask
    answers: np.ndarray[tuple[int, int], np.dtype[np.integer]]


def overlap_of(
    mentees: Interests, mentors: Interests, *, levels: int = 5, tag_points: int = 4, step_points: int = 1
) -> Overlap:
    """Return the similarity between 0 and 1 of every mentee with every mentor, as a product of whole numbers.

    A common tag counts `tag_points`, each step of agreement on a statement `step_points`, so that with five
    levels full agreement on one statement counts as much as one common tag. 1 is what two people would
    reach who agree on every statement and share as many tags as anybody could here.
    Raises InstanceError when the two sides were not asked the same, or an answer is out of range.
    """
    for name in ("tags", "answers"):
        asked, replied = getattr(mentees, name).shape[1], getattr(mentors, name).shape[1]
        if asked != replied:
            raise InstanceError(f"interests.{name}", f"{asked} columns for mentees, {replied} for mentors")
    weights = np.repeat(
        np.array([tag_points, step_points], np.float32),
        [mentees.tags.shape[1], 2 * (levels - 1) * mentees.answers.shape[1]],
    )
    common = min(int(side.tags.sum(axis=1).max(initial=0)) for side in (mentees, mentors))
    greatest = tag_points * common + step_points * (levels - 1) * mentees.answers.shape[1]
    return Overlap.from_vectors(
        _coded("mentees", mentees, levels) * weights, _coded("mentors", mentors, levels), max(greatest, 1)
    )


def _coded(side: str, people: Interests, levels: int) -> Floats:
    """float32[k, t + 2 (levels - 1) q]: tags, filled cells, empty cells."""
    answers = people.answers
    if answers.size and (answers.min() < 0 or answers.max() > levels):
        raise InstanceError(f"interests.{side}.answers", f"must lie between 0 and {levels}")
    steps = np.arange(1, levels)
    filled = answers[:, :, None] > steps
    empty = (answers[:, :, None] <= steps) & (answers[:, :, None] > 0)
    cells = [part.reshape(len(answers), -1) for part in (filled, empty)]
    return np.hstack([people.tags, *cells]).astype(np.float32)

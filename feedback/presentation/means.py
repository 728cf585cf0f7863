"""The means of confidential ratings that may be seen."""

from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.models import User
from feedback.models import RatingRelease
from feedback.presentation.items import SHORT_NAMES
from programs.models import Program


@dataclass(frozen=True, slots=True)
class MeanRow:
    """One row of the table of means.

    Attributes:
        name: what the item asks, in a few words.
        mean: of 1 to 5, or None where too few answered it.
        answers: how many answers are in the mean.
    """

    name: str | Promise
    mean: float | None
    answers: int


@dataclass(frozen=True, slots=True)
class ShownMeans:
    """What a mentor and those who run the program see.

    Attributes:
        release: the release that may be seen.
        rows: its means, in the order of the items.
    """

    release: RatingRelease
    rows: tuple[MeanRow, ...]


def shown_means(mentor: User, program: Program) -> ShownMeans | None:
    """Return the means that may be seen, or None while too few mentees have answered.

    A program that asks for more than before hides at once what has fewer answers.
    """
    release = RatingRelease.objects.filter(mentor=mentor, program=program).first()
    k = program.answers_before_ratings
    if release is None or release.answers < k:
        return None
    return ShownMeans(
        release,
        tuple(
            MeanRow(SHORT_NAMES[item], one.mean if one.answers >= k else None, one.answers)
            for item, one in release.items.items()
        ),
    )

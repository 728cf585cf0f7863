"""What may be seen of confidential answers: means, and comments of a year that has closed."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from core.disclosure.releases import Release
from core.undecryptable import UndecryptableText
from feedback.models import ConfidentialComment, RatingRelease
from feedback.presentation.items import SHORT_NAMES
from programs.models import Program

_LOWEST, _HIGHEST = 1, 5


@dataclass(frozen=True, slots=True)
class MeanRow:
    """One row of the table of means.

    Attributes:
        name: what the item asks, in a few words.
        mean: of 1 to 5, in words where it is a range, or None where too few answered it.
        answers: how many answers are in the mean.
    """

    name: str | Promise
    mean: str | None
    answers: int


@dataclass(frozen=True, slots=True)
class ShownMeans:
    """What a mentor and those who run the program see.

    Attributes:
        release: the release that may be seen.
        rows: its means, in the order of the items.
        has_range: whether some mean is told as a range.
    """

    release: RatingRelease
    rows: tuple[MeanRow, ...]
    has_range: bool


def shown_means(mentor: User, program: Program) -> ShownMeans | None:
    """Return the means that may be seen, or None while too few mentees have answered.

    A program that asks for more than before hides at once what has fewer answers.
    """
    release = RatingRelease.objects.filter(mentor=mentor, program=program).first()
    k = program.answers_before_ratings
    if release is None or release.answers < k:
        return None
    told = [(item, one, _mean(one) if one.answers >= k else None) for item, one in release.items.items()]
    return ShownMeans(
        release,
        tuple(MeanRow(SHORT_NAMES[item], mean, one.answers) for item, one, mean in told),
        has_range=any(mean and one.low < one.high for _item, one, mean in told),
    )


def _mean(release: Release) -> str | None:
    low, high = release.least_mean, release.most_mean
    if low is None or high is None:
        return None
    least, most = number_format(low, 1), number_format(high, 1)
    if low == high:
        return least
    if high == _HIGHEST and low > _LOWEST:
        return _("%(mean)s or more") % {"mean": least}
    if low == _LOWEST and high < _HIGHEST:
        return _("%(mean)s or less") % {"mean": most}
    return _("%(least)s to %(most)s") % {"least": least, "most": most}


def shown_comments(mentor: User, program: Program) -> list[str]:
    """Return the comments that may be read, the last year's first; within a year their keys order them, at random."""
    rows = ConfidentialComment.objects.filter(participation__mentor=mentor, participation__cycle__program=program)
    released = rows.exclude(released_on=None).order_by("-released_on", "pk")
    return [one.words for one in released if not isinstance(one.words, UndecryptableText)]

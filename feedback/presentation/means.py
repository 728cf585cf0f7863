"""The means of confidential ratings that may be seen."""

from accounts.models import User
from feedback.models import RatingRelease
from programs.models import Program


def shown_means(mentor: User, program: Program) -> tuple[RatingRelease | None, dict[str, float]]:
    """Return the release that may be seen, and item → mean where enough answered it; (None, {}) while too few have.

    A program that asks for more than before hides at once what has fewer answers.
    """
    release = RatingRelease.objects.filter(mentor=mentor, program=program).first()
    k = program.answers_before_ratings
    if release is None or release.answers < k:
        return None, {}
    enough = {item: mean for item, mean in release.means.items() if release.item_answers[item] >= k}
    return release, {item: mean for item, mean in enough.items() if mean is not None}

"""What a form of feedback begins from."""

from typing import NotRequired, TypedDict

from accounts.models import User
from feedback.models import ConfidentialFeedback, DevelopmentalFeedback
from feedback.policies import can_rate
from feedback.queries import feedback_of_pair, ratings_of, threshold_for
from pairs.models import Mentorship


class SubmittedFeedback(TypedDict):
    """What one of a pair has handed in: the words, and from who rates the items and what is promised about them.

    `ratings` maps an item to 1 to 5, or to None where it was left out; it is None before the first time. `threshold` is
    of how many answers at least an average is made.
    """

    observation: str
    effect: str
    suggestion: str
    ratings: NotRequired[dict[str, int | None] | None]
    threshold: NotRequired[int]


def submitted_feedback(mentorship: Mentorship, writer: User) -> SubmittedFeedback:
    """Return what `writer` has handed in, and what is promised about it, for a form to begin from."""
    written, _received = feedback_of_pair(mentorship, writer)
    submitted = words_of(written)
    if can_rate(writer, mentorship):
        rated = ratings_of(mentorship)
        items = {item: getattr(rated, item) for item in ConfidentialFeedback.ITEMS} if rated else None
        submitted |= {"ratings": items, "threshold": threshold_for(mentorship)}
    return submitted


def words_of(written: DevelopmentalFeedback | None) -> SubmittedFeedback:
    """Return the words alone, empty where there are none."""
    return SubmittedFeedback(
        observation=written.observation if written else "",
        effect=written.effect if written else "",
        suggestion=written.suggestion if written else "",
    )

"""What a form of feedback begins from."""

from typing import NotRequired, TypedDict

from accounts.models import User
from feedback.models import ConfidentialFeedback
from feedback.policies import can_rate
from feedback.queries import feedback_of_pair, promise_to, ratings_of
from pairs.models import Mentorship


class Submitted(TypedDict):
    """What one of a pair has handed in: the words, and from who rates the items and what is promised about them.

    `ratings` maps an item to 1 to 5, or to None where it was left out; it is None before the first time. `promise` is
    of how many answers at least an average is made.
    """

    observation: str
    effect: str
    suggestion: str
    ratings: NotRequired[dict[str, int | None] | None]
    promise: NotRequired[int]


def handed_in(mentorship: Mentorship, writer: User) -> Submitted:
    """Return what `writer` has handed in, and what is promised about it, for a form to begin from."""
    written, _received = feedback_of_pair(mentorship, writer)
    submitted = Submitted(
        observation=written.observation if written else "",
        effect=written.effect if written else "",
        suggestion=written.suggestion if written else "",
    )
    if can_rate(writer, mentorship):
        rated = ratings_of(mentorship)
        items = {item: getattr(rated, item) for item in ConfidentialFeedback.ITEMS} if rated else None
        submitted |= {"ratings": items, "promise": promise_to(mentorship)}
    return submitted

"""What a form of feedback begins from."""

from typing import Any

from accounts.models import User
from feedback.models import ConfidentialFeedback
from feedback.policies import can_rate
from feedback.queries import feedback_of_pair, promise_to, ratings_of
from pairs.models import Mentorship


def handed_in(mentorship: Mentorship, writer: User) -> dict[str, Any]:
    """Return what `writer` has handed in, and what is promised about it, for a form to begin from."""
    written, _received = feedback_of_pair(mentorship, writer)
    words = {name: getattr(written, name) if written else "" for name in ("observation", "effect", "suggestion")}
    if not can_rate(writer, mentorship):
        return words
    rated = ratings_of(mentorship)
    items = {item: getattr(rated, item) for item in ConfidentialFeedback.ITEMS} if rated else None
    return {**words, "ratings": items, "promise": promise_to(mentorship)}

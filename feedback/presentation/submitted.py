"""What a form of feedback begins from."""

from typing import NotRequired, TypedDict

from accounts.models import User
from feedback.models import DevelopmentalFeedback
from feedback.policies import can_rate
from feedback.queries.year_end import feedback_of_pair, has_answered
from pairs.models import Mentorship


class SubmittedFeedback(TypedDict):
    """What one of a pair has handed in: the words, and for who is yet to answer in confidence what they are promised.

    `threshold` is of how many answers at least an average is made.
    """

    observation: str
    effect: str
    suggestion: str
    threshold: NotRequired[int]


def submitted_feedback(mentorship: Mentorship, writer: User) -> SubmittedFeedback:
    """Return what `writer` has handed in, and what is promised about it, for a form to begin from."""
    written, _received = feedback_of_pair(mentorship, writer)
    submitted = words_of(written)
    if can_rate(writer, mentorship) and not has_answered(mentorship):
        submitted["threshold"] = mentorship.cycle.program.answers_before_ratings
    return submitted


def words_of(written: DevelopmentalFeedback | None) -> SubmittedFeedback:
    """Return the words alone, empty where there are none."""
    return SubmittedFeedback(
        observation=written.observation if written else "",
        effect=written.effect if written else "",
        suggestion=written.suggestion if written else "",
    )

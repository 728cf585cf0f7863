"""The same triggers on PostgreSQL, and two windows at the same moment."""

from datetime import datetime

import pytest

from accounts.models import User
from core.revisions import revision_of
from feedback.models import ConfidentialFeedback, DevelopmentalFeedback
from feedback.presentation.submitted import submitted_feedback
from feedback.services.developmental import FeedbackText, open_feedback
from feedback.services.looking_back import submit_feedback
from pairs.models import Mentorship
from people.models import MentorParticipation
from tests.feedback.test_services import released_ratings_stand
from tests.together import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_the_database_keeps_what_was_released(
    pair: Mentorship, participation: MentorParticipation, now: datetime
) -> None:
    released_ratings_stand(pair, participation, now)


def test_of_two_windows_that_hand_in_at_once_one_sees_the_other(pair: Mentorship, student: User, now: datetime) -> None:
    began_from = revision_of(submitted_feedback(pair, student))
    ratings = dict.fromkeys(ConfidentialFeedback.ITEMS, 4)

    def window(text: str) -> object:
        return submit_feedback(
            pair, by=student, words=FeedbackText(text), ratings=ratings, now=now, began_from=began_from
        )

    results = at_once([lambda: window("You waited."), lambda: window("You hurried.")])
    assert sorted(results) == ["EditedMeanwhile", "done"]
    assert ConfidentialFeedback.objects.count() == 1


def test_what_is_read_is_what_stands(pair: Mentorship, student: User, mentor: User, now: datetime) -> None:
    """Opened and changed at the same moment: either the change came first, or it is refused."""
    submit_feedback(pair, by=student, words=FeedbackText("You waited."), now=now)
    feedback = DevelopmentalFeedback.objects.get()
    change, _opened = at_once(
        [
            lambda: submit_feedback(pair, by=student, words=FeedbackText("You hurried."), now=now),
            lambda: open_feedback(feedback, by=mentor, now=now),
        ]
    )
    feedback.refresh_from_db()
    assert feedback.observation == ("You hurried." if change == "done" else "You waited.")
    assert feedback.opened_at == now

"""The same triggers on PostgreSQL, and two windows at the same moment."""

from datetime import datetime

import pytest
from django.db import connection

from accounts.models import User
from core.revisions import revision_of
from feedback.models import CompletionToken, ConfidentialAnswer, ConfidentialComment, DevelopmentalFeedback
from feedback.presentation.submitted import submitted_feedback
from feedback.services.developmental import FeedbackText, open_feedback
from feedback.services.looking_back import submit_feedback
from pairs.models import Mentorship
from people.models import MentorParticipation
from tests.factories.pairs import MentorshipFactory
from tests.feedback.test_services import released_ratings_stand
from tests.together import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_the_database_keeps_what_was_released(
    pair: Mentorship, participation: MentorParticipation, now: datetime
) -> None:
    released_ratings_stand(pair, participation, now)


def test_of_two_windows_that_hand_in_at_once_one_sees_the_other(pair: Mentorship, student: User, now: datetime) -> None:
    began_from = revision_of(submitted_feedback(pair, student))
    ratings = dict.fromkeys(ConfidentialAnswer.ITEMS, 4)

    def window(text: str) -> object:
        return submit_feedback(
            pair, by=student, words=FeedbackText(text), ratings=ratings, now=now, began_from=began_from
        )

    results = at_once([lambda: window("You waited."), lambda: window("You hurried.")])
    assert sorted(results) == ["AlreadyAnswered", "done"]
    assert ConfidentialAnswer.objects.count() == DevelopmentalFeedback.objects.count() == 1


def test_an_answer_and_who_gave_it_are_of_no_transaction_that_others_are_not_of(
    pair: Mentorship, participation: MentorParticipation, now: datetime
) -> None:
    for each in [pair, *MentorshipFactory.create_batch(3, cycle=pair.cycle, participation=participation)]:
        submit_feedback(each, by=each.mentee, words=None, ratings={"adapts": 4}, comment="Thank you.", now=now)
    with connection.cursor() as cursor:
        for model in (ConfidentialAnswer, ConfidentialComment, CompletionToken):
            rows, params = model._default_manager.extra(select={"of": "xmin::text"}).query.sql_with_params()
            cursor.execute(rows, params)
            transactions = [row[0] for row in cursor.fetchall()]
            assert (len(transactions), len(set(transactions))) == (4, 1)


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

"""What only PostgreSQL can show about lists: two windows, double clicks, and closing at the same moment."""

from collections.abc import Callable
from datetime import datetime

import pytest

from matching.models import MatchRound, PreferenceItem, PreferenceList
from matching.services import preferences
from matching.services.rounds import close_round
from people.models import Enrollment, MentorParticipation
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.together import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def order_of(enrollment: Enrollment) -> list[tuple[int, int]]:
    items = PreferenceItem.objects.filter(preference_list__enrollment=enrollment)
    return list(items.order_by("rank").values_list("rank", "participation_id"))


@pytest.fixture
def mentors(open_round: MatchRound) -> list[MentorParticipation]:
    return [MentorParticipationFactory.create(cycle=open_round.cycle) for _ in range(6)]


def test_six_windows_add_six_mentors_and_none_is_lost(
    enrollment: Enrollment, open_round: MatchRound, mentors: list[MentorParticipation], now: datetime
) -> None:
    def add(pk: int) -> Callable[[], object]:
        return lambda: preferences.add_mentor(enrollment, match_round=open_round, participation=pk, now=now)

    assert at_once([add(mentor.pk) for mentor in mentors] * 2) == ["done"] * 12
    ranks = order_of(enrollment)
    assert [rank for rank, _mentor in ranks] == [1, 2, 3, 4, 5, 6]
    assert {mentor for _rank, mentor in ranks} == {mentor.pk for mentor in mentors}


def test_of_two_windows_that_disagree_one_is_told(
    enrollment: Enrollment, open_round: MatchRound, mentors: list[MentorParticipation], now: datetime
) -> None:
    seen = [mentor.pk for mentor in mentors]
    preferences.save_order(enrollment, match_round=open_round, order=seen, now=now)
    orders = [seen[::-1], seen[1:] + seen[:1]]

    def save(order: list[int]) -> Callable[[], object]:
        return lambda: preferences.save_order(
            enrollment, match_round=open_round, order=order, seen=seen, submit=True, now=now
        )

    assert sorted(at_once([save(order) for order in orders])) == ["ListChanged", "done"]
    assert [mentor for _rank, mentor in order_of(enrollment)] in orders


def test_a_double_click_on_submit_submits_once(
    enrollment: Enrollment, open_round: MatchRound, mentors: list[MentorParticipation], now: datetime
) -> None:
    order = [mentor.pk for mentor in mentors]

    def submit() -> object:
        return preferences.save_order(enrollment, match_round=open_round, order=order, seen=[], submit=True, now=now)

    assert at_once([submit] * 8) == ["done"] * 8
    assert PreferenceList.objects.get().state == PreferenceList.State.SUBMITTED


def test_a_list_is_in_time_for_the_frozen_input_or_refused(
    open_round: MatchRound, mentors: list[MentorParticipation], now: datetime
) -> None:
    mentees = [EnrollmentFactory.create(cycle=open_round.cycle) for _ in range(12)]

    def submit(enrollment: Enrollment) -> Callable[[], object]:
        return lambda: preferences.save_order(
            enrollment, match_round=open_round, order=[mentors[0].pk], submit=True, now=now
        )

    answers = at_once([lambda: close_round(open_round, now=now), *(submit(mentee) for mentee in mentees)])
    assert answers[0] == "done"
    assert set(answers[1:]) <= {"done", "RankingClosed"}
    open_round.refresh_from_db()
    assert open_round.snapshot.rankers == answers[1:].count("done")
    states = set(PreferenceList.objects.values_list("state", flat=True))
    assert states <= {PreferenceList.State.LOCKED}

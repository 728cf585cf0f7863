"""Demand before the lists close, in steps, and the suggestion of a longer list."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from matching.models import MatchRound, PreferenceList
from matching.presentation.demand import coarse, demand_of
from matching.queries.demand import count_lists
from matching.services.announcements import nudge_mentees
from matching.services.demand import count_demand
from matching.services.rounds import close_round, reopen_round
from notifications.events import get_event
from notifications.models import Message
from people.models import MentorParticipation
from people.services.withdrawals import withdraw_enrollment
from tests.conftest import SignIn
from tests.factories.matching import PreferenceListFactory


@given(st.integers(3, 12), st.integers(2, 40), st.data())
def test_a_count_is_never_told_as_nobody_or_everybody(step: int, steps: int, data: st.DataObject) -> None:
    """Whatever is shown, at least a step of lists may be otherwise in either direction, or less than one is told."""
    lists = data.draw(st.integers(2 * step, 2 * step + steps))
    count = data.draw(st.integers(0, lists))
    shown = coarse(count, lists=lists, step=step)
    told = [other for other in range(lists + 1) if str(coarse(other, lists=lists, step=step)) == str(shown)]
    assert count in told
    assert len(told) >= step
    assert shown.at_least % step == 0
    assert shown.at_least <= lists - step


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "under 5"), (4, "under 5"), (5, "5–9"), (10, "10 or more"), (17, "10 or more")],
)
def test_counts_in_words(count: int, words: str) -> None:
    assert str(coarse(count, lists=17, step=5)) == words


def _ranking(match_round: MatchRound, mentors: list[MentorParticipation], lists: int) -> list[PreferenceList]:
    return PreferenceListFactory.create_batch(lists, round=match_round, ranks=mentors)


def test_the_order_of_the_rows_follows_what_is_shown(
    open_round: MatchRound, mentors: list[MentorParticipation], coordinator: User, now: datetime
) -> None:
    MentorParticipation.objects.filter(pk=mentors[0].pk).update(capacity=2)
    for mentor, lists in zip(mentors, (10, 4, 1), strict=True):
        _ranking(open_round, [mentor], lists)
    count_demand(open_round)
    table = demand_of(open_round, reader=coordinator, day=now.date())
    assert [(str(row.listed), str(row.first)) for row in table.rows] == [
        ("10 or more", "10 or more"), ("under 5", "under 5"), ("under 5", "under 5"),
    ]  # fmt: skip
    names = [row.participation.mentor.family_name for row in table.rows[1:]]
    assert names == sorted(names)


def test_a_reopened_round_counts_from_what_coordinators_read_when_it_closed(
    open_round: MatchRound, mentors: list[MentorParticipation], now: datetime
) -> None:
    _ranking(open_round, mentors[:1], 11)
    closed = close_round(open_round, now=now)
    assert closed.demand == {}
    again = reopen_round(closed, closes_at=now + timedelta(days=1), now=now)
    assert again.demand["lists"] == 11
    assert not again.preference_lists.filter(changed=True).exists()


def test_who_withdrew_is_neither_counted_nor_asked(
    open_round: MatchRound, mentors: list[MentorParticipation], now: datetime
) -> None:
    gone, still_there = _ranking(open_round, mentors[:1], 2)
    nudge_mentees(open_round, now=now)
    withdraw_enrollment(gone.enrollment, by=gone.enrollment.mentee, now=now)
    counted = {str(mentors[0].pk): 1}
    few = {"short": 1, "oversubscribed": 0, "single": 1}
    assert count_lists(open_round) == {"lists": 1, "listed": counted, "first": counted} | few
    nudge_mentees(open_round, now=now + timedelta(days=1))
    still_matters = get_event("widen_list").still_matters
    messages = Message.objects.filter(event="widen_list")
    assert {message.recipient for message in messages if still_matters(message)} == {still_there.enrollment.mentee}
    assert messages.filter(recipient=still_there.enrollment.mentee).count() == 2


def test_a_suggestion_does_not_say_how_many_were_asked(
    open_round: MatchRound, mentors: list[MentorParticipation], coordinator: User, sign_in: SignIn
) -> None:
    """Else the answer tells, list by list, whether the last one was short."""
    desk = sign_in(coordinator)
    url = reverse("matching:nudge-mentees", kwargs={"pk": open_round.pk})
    PreferenceListFactory.create(round=open_round, state=PreferenceList.State.SUBMITTED, ranks=mentors)
    nobody = desk.post(url, follow=True).content.decode()
    assert not Message.objects.filter(event="widen_list").exists()
    assert "is told, once today" in nobody
    PreferenceList.objects.get().items.exclude(rank=1).delete()
    for _time in range(2):
        assert desk.post(url, follow=True).content.decode().count("is told, once today") == 1
    assert Message.objects.filter(event="widen_list").count() == 1


def test_a_coordinator_who_mentors_does_not_see_demand_for_herself(
    open_round: MatchRound, mentors: list[MentorParticipation], coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    MentorParticipation.objects.filter(pk=mentors[1].pk).update(mentor=coordinator)
    _ranking(open_round, mentors, 11)
    count_demand(open_round)
    page = sign_in(coordinator).get(reverse("matching:show-demand", kwargs={"pk": open_round.pk})).content.decode()
    assert "leaves out what it would say about you" in page
    rows = demand_of(open_round, reader=coordinator, day=now.date()).rows
    assert {row.participation for row in rows} == {mentors[0], mentors[2]}

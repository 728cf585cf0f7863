"""Demand before the lists close, and the suggestion of a longer list."""

from datetime import datetime, timedelta

from django.urls import reverse

from accounts.models import User
from matching.models import MatchRound
from matching.selectors.demand import Lists, demand_of, lists_of
from matching.services.announcements import Nudge, nudge_mentees
from notifications.events import get_event
from notifications.models import Message
from programs.models import MentorParticipation
from programs.services.enrollments import withdraw_enrollment
from tests.conftest import SignIn
from tests.factories.matching import PreferenceListFactory


def test_who_withdrew_is_neither_counted_nor_asked(
    open_round: MatchRound, mentors: list[MentorParticipation], now: datetime
) -> None:
    gone, still_there = PreferenceListFactory.create_batch(2, round=open_round, ranks=[mentors[0]])
    nudge_mentees(open_round, now=now)
    withdraw_enrollment(gone.enrollment, by=gone.enrollment.mentee, now=now)
    demand = demand_of(open_round, day=now.date())
    assert [(row.listed, row.first) for row in demand if row.participation == mentors[0]] == [(1, 1)]
    assert lists_of(open_round, demand) == Lists(submitted=1, short=1, hopeless=0, none=0)
    assert nudge_mentees(open_round, now=now + timedelta(days=1)) == Nudge(asked=1, before=0)
    still_matters = get_event("widen_list").still_matters
    messages = Message.objects.filter(event="widen_list")
    assert {message.recipient for message in messages if still_matters(message)} == {still_there.enrollment.mentee}


def test_a_second_suggestion_on_a_day_says_that_they_were_asked(
    open_round: MatchRound, mentors: list[MentorParticipation], coordinator: User, sign_in: SignIn
) -> None:
    desk = sign_in(coordinator)
    url = reverse("matching:nudge-mentees", kwargs={"pk": open_round.pk})
    PreferenceListFactory.create(round=open_round, ranks=[mentors[0]])
    assert "1 mentee is asked." in desk.post(url, follow=True).content.decode()
    again = desk.post(url, follow=True).content.decode()
    assert "1 mentee was asked today already." in again
    assert "asked." not in again
    PreferenceListFactory.create(round=open_round, ranks=[mentors[1]])
    assert "1 mentee is asked. 1 mentee was asked today already." in desk.post(url, follow=True).content.decode()

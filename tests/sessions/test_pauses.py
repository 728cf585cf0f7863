"""Sessions that fall into a pause: they stand, and are cancelled or moved behind it in one step."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from notifications.models import Message
from pairs.models import Mentorship
from pairs.services.pauses import ask_for_pause
from sessions.errors import ImpossibleTime
from sessions.models import MentoringSession, TimeSuggestion
from sessions.policies import can_meet
from sessions.services.bookings import SessionPlan, propose_session
from sessions.services.pauses import cancel_in_pause, move_behind_pause
from tests.conftest import SignIn
from tests.factories.sessions import SessionFactory

State = MentoringSession.State
BACK = date(2027, 1, 11)
pytestmark = pytest.mark.django_db


@pytest.fixture
def three(pair: Mentorship, now: datetime) -> list[MentoringSession]:
    """Two inside a pause until 11 January, and one behind it where the second would be put."""
    starts = (now + timedelta(days=days) for days in (3, 10, 52))
    return [SessionFactory.create(mentorship=pair, starts_at=start) for start in starts]


def _paused(pair: Mentorship, now: datetime, back_on: date | None = BACK) -> Mentorship:
    ask_for_pause(pair, by=pair.mentee, back_on=back_on, now=now)
    return Mentorship.objects.select_related("cycle__program__institution", "participation").get(pk=pair.pk)


def _states(sessions: list[MentoringSession]) -> list[str]:
    return [MentoringSession.objects.get(pk=one.pk).state for one in sessions]


def test_all_are_cancelled_at_once_and_told_in_one_message(
    pair: Mentorship, three: list[MentoringSession], now: datetime
) -> None:
    paused = _paused(pair, now)
    assert _states(three) == [State.SCHEDULED] * 3
    assert [cancel_in_pause(paused, by=pair.mentee, now=now).done for _twice in range(2)] == [2, 0]
    assert _states(three) == [State.CANCELLED, State.CANCELLED, State.SCHEDULED]
    told = Message.objects.filter(event="session_cancelled")
    assert [message.recipient_id for message in told] == [pair.mentor_id]


def test_all_are_moved_behind_the_pause_as_far_as_the_hour_is_free(
    pair: Mentorship, three: list[MentoringSession], now: datetime
) -> None:
    result = move_behind_pause(_paused(pair, now), by=pair.mentee, now=now)
    assert (result.done, [one.pk for one in result.left]) == (1, [three[1].pk])
    (asked,) = TimeSuggestion.objects.filter(state=TimeSuggestion.State.OPEN)
    assert asked.starts_at == three[0].starts_at + timedelta(weeks=6)
    assert asked.starts_at.date() >= BACK
    assert _states(three) == [State.SCHEDULED] * 3


def test_a_pause_without_a_day_books_nothing_and_one_with_a_day_only_behind_it(
    pair: Mentorship, plan: SessionPlan, now: datetime
) -> None:
    paused = _paused(pair, now)
    assert can_meet(pair.mentee, paused)
    with pytest.raises(ImpossibleTime):
        propose_session(paused, by=pair.mentee, plan=plan, now=now)
    paused.pauses.update(back_on=None)
    assert not can_meet(pair.mentee, paused)


def test_the_page_lists_them_and_leads_on_once_nothing_is_left(
    pair: Mentorship, three: list[MentoringSession], sign_in: SignIn, now: datetime
) -> None:
    MentoringSession.objects.update(starts_at=now + timedelta(days=4000))
    Mentorship.objects.update(started_on=now.date())
    _paused(pair, now, None)
    browser, url = sign_in(pair.mentor), reverse("sessions:list-pause-sessions", args=[pair.pk])
    assert "Cancel all 3 sessions" in browser.get(url).content.decode()
    workspace = reverse("sessions:show-pair", args=[pair.pk])
    assert "3 sessions cancelled" in browser.post(f"{url}cancel/", follow=True).content.decode()
    assert browser.get(url).headers["Location"] == workspace
    assert "paused for now" in browser.get(workspace).content.decode()

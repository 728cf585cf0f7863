from collections import Counter
from datetime import datetime, timedelta

import pytest

from accounts.models import User
from matching.models import MatchRound, PreferenceList
from matching.notices.events import RANKING_CLOSES, RANKING_OPENS
from matching.services.rounds import create_round, edit_round, open_round
from notifications.events import get_event
from notifications.models import Message
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle
from programs.services.handbooks import acknowledge_handbook
from tests.factories.people import EnrollmentFactory
from tests.factories.programs import HandbookVersionFactory
from tests.people.profiles import tell


@pytest.fixture
def opened(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation, now: datetime) -> MatchRound:
    match_round = create_round(cycle=cycle, name="Main round", closes_at=now + timedelta(days=10))
    return open_round(match_round, now=now)


@pytest.fixture
def newcomer(opened: MatchRound, now: datetime) -> Enrollment:
    """Somebody who has read the handbook while lists are open, and has not completed the enrollment."""
    enrollment = EnrollmentFactory.create(cycle=opened.cycle, state=Enrollment.State.STARTED)
    handbook = HandbookVersionFactory.create(
        program=opened.cycle.program, state="published", published_at=now, sha256="0" * 64
    )
    acknowledge_handbook(handbook, by=enrollment.mentee, now=now)
    return enrollment


def _reminders() -> list[Message]:
    return list(Message.objects.filter(event=RANKING_CLOSES).order_by("due_at"))


def _still_matters(message: Message) -> bool:
    return get_event(message.event).still_matters(message)


def test_opening_tells_mentees_and_plans_three_reminders(opened: MatchRound, student: User) -> None:
    assert Counter(Message.objects.values_list("event", "recipient")) == {
        (RANKING_OPENS, student.pk): 1,
        (RANKING_CLOSES, student.pk): 3,
    }
    before = [opened.closes_at - message.due_at for message in _reminders()]
    assert before == [timedelta(days=7), timedelta(days=2), timedelta(hours=24)]


def test_who_enrols_while_lists_are_open_is_told_and_reminded(newcomer: Enrollment, now: datetime) -> None:
    later = now + timedelta(days=4)
    tell(newcomer, now=later)
    of_newcomer = Message.objects.filter(recipient=newcomer.mentee)
    assert Counter(of_newcomer.values_list("event", flat=True)) == {RANKING_OPENS: 1, RANKING_CLOSES: 2}
    tell(newcomer, introduction="Hello.", now=later)
    assert of_newcomer.count() == 3


def test_who_enrols_when_the_lists_should_have_closed_is_told_nothing(opened: MatchRound, newcomer: Enrollment) -> None:
    tell(newcomer, now=opened.closes_at)
    assert not Message.objects.filter(recipient=newcomer.mentee).exists()


def test_reminders_whose_time_has_passed_are_not_planned(
    cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation, now: datetime
) -> None:
    open_round(create_round(cycle=cycle, name="Main round", closes_at=now + timedelta(days=3)), now=now)
    assert len(_reminders()) == 2


def test_who_handed_in_a_list_is_not_reminded(opened: MatchRound, enrollment: Enrollment, now: datetime) -> None:
    [reminder, *_rest] = _reminders()
    assert _still_matters(reminder)
    PreferenceList.objects.create(round=opened, enrollment=enrollment, state="submitted", saved_at=now)
    assert not _still_matters(reminder)


def test_a_draft_is_no_list(opened: MatchRound, enrollment: Enrollment, now: datetime) -> None:
    PreferenceList.objects.create(round=opened, enrollment=enrollment, state="draft", saved_at=now)
    assert _still_matters(_reminders()[0])


def test_a_later_closing_brings_new_reminders_and_silences_the_old(opened: MatchRound, now: datetime) -> None:
    later = opened.closes_at + timedelta(days=7)
    edit_round(opened, name=opened.name, opens_at=None, closes_at=later, now=now)
    assert len(_reminders()) == 6
    assert [_still_matters(message) for message in _reminders()].count(True) == 3


def test_who_withdraws_is_not_reminded(opened: MatchRound, enrollment: Enrollment) -> None:
    Enrollment.objects.filter(pk=enrollment.pk).update(state=Enrollment.State.WITHDRAWN)
    assert not _still_matters(_reminders()[0])

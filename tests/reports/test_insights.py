"""What changed in a week: sentences from counts, the most important first, and none where nothing got worse."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from pairs.models import Mentorship
from people.models import MentorParticipation
from programs.models import Cycle, CycleState, ExamPeriod
from reports.models import ProgramWeek
from reports.models.weeks import Meetings, WeekFacts
from reports.presentation.insights import insights_for, insights_of
from reports.queries.insights import facts_of, weeks_to_count
from reports.services.weeks import count_week
from sessions.models import MentoringSession
from tests.conftest import SignIn
from tests.factories.pairs import MentorshipFactory
from tests.factories.sessions import SessionFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def _facts(held: int = 40, *, expected: float = 50, days_off: int = 0, **counts: Any) -> WeekFacts:
    usual: Meetings = {"held": 40, "expected": 50.0, "days_off": 0}
    facts: WeekFacts = {
        "meetings": [{"held": held, "expected": expected, "days_off": days_off}, usual],
        "quiet": 2, "offers": 0, "differing": 1, "unlogged": 5,
    }  # fmt: skip
    return cast("WeekFacts", facts | counts)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (_facts(), []),
        (_facts(quiet=1, differing=0), []),
        (_facts(33), []),
        (_facts(20, days_off=6), []),
        (_facts(2, expected=9), []),
        (
            _facts(31, quiet=5, offers=3, differing=2, unlogged=6),
            [
                "Mentors and mentees disagree about 2 logged sessions, 1 more than last week.",
                "31 of 50 expected sessions were held in the last four weeks (62%), after 80% in the four before.",
                "5 pairs are at risk, 3 more than last week.",
                "3 offers have waited over a week for an answer, none last week.",
                "6 sessions have no log yet, 1 more than last week.",
            ],
        ),
    ],
)
def test_a_sentence_is_said_where_something_got_worse(cycle: Cycle, facts: WeekFacts, said: list[str]) -> None:
    assert [each.text for each in insights_of(cycle, facts, _facts())] == said


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 16, tzinfo=UTC)


def test_facts_are_counted_from_what_happened(cycle: Cycle, participation: MentorParticipation) -> None:
    """Two windows of four weeks; what waits for its log is no silence, a log that the mentee disputes is not held."""
    cycle.program.cadence_days = 7
    first = cycle.running_from
    pair = MentorshipFactory.create(
        cycle=cycle, participation=participation, started_on=first, activated_on=first, state=Mentorship.State.ACTIVE
    )
    held, disputed = MentoringSession.State.HELD, MentoringSession.Confirmation.DISPUTED
    for day in (1, 8, 15, 29):
        SessionFactory.create(mentorship=pair, starts_at=_noon(first + day * DAY), state=held)
    SessionFactory.create(mentorship=pair, starts_at=_noon(first + 30 * DAY), state=held, confirmation=disputed)
    SessionFactory.create(mentorship=pair, starts_at=_noon(first + 50 * DAY))
    ExamPeriod.objects.create(cycle=cycle, name="Exams", starts_on=first + 40 * DAY, ends_on=first + 44 * DAY)
    assert facts_of(cycle, now=_noon(first + 56 * DAY)) == {
        "meetings": [{"held": 2, "expected": 4.0, "days_off": 5}, {"held": 3, "expected": 4.0, "days_off": 0}],
        "quiet": 0, "offers": 0, "differing": 1, "unlogged": 1,
    }  # fmt: skip


def test_home_says_what_changed_for_a_week(cycle: Cycle, coordinator: User, now: datetime, sign_in: SignIn) -> None:
    Cycle.objects.update(state=CycleState.RUNNING)
    assert weeks_to_count(now=now) == [cycle.pk]
    week = count_week(cycle, now=now)
    assert count_week(cycle, now=now) == week
    assert weeks_to_count(now=now) == []
    ProgramWeek.objects.update(facts=_facts(differing=4))
    assert insights_for(cycle, now=now) == []  # nothing to compare with
    before = ProgramWeek.objects.create(cycle=cycle, monday=week.monday - 7 * DAY, facts=_facts(), counted_at=now)
    with time_machine.travel(now):
        page = sign_in(coordinator).get(reverse("home")).content.decode()
    assert "disagree about 4 logged sessions, 3 more than last week" in page
    listed = f"{reverse('people:show-list', args=[cycle.program.slug, 'pairs'])}?year={cycle.pk}&amp;log=differs"
    assert listed in page
    assert insights_for(cycle, now=now + 7 * DAY) == []
    ProgramWeek.objects.filter(pk=before.pk).update(monday=week.monday - 21 * DAY)
    assert insights_for(cycle, now=now) == []  # too long ago to be compared with


def test_the_pairs_whose_logs_differ_are_listed(cycle: Cycle, coordinator: User, sign_in: SignIn) -> None:
    pairs = MentorshipFactory.create_batch(2, cycle=cycle)
    SessionFactory.create(mentorship=pairs[0], confirmation=MentoringSession.Confirmation.DISPUTED)
    url = reverse("people:show-list", args=[cycle.program.slug, "pairs"])
    page = sign_in(coordinator).get(url, {"year": str(cycle.pk), "log": "differs"}).content.decode()
    assert pairs[0].mentee.family_name in page
    assert pairs[1].mentee.family_name not in page

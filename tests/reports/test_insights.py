"""What changed in a week: sentences from counts, the most important first, and none where nothing got worse."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from accounts.models import Role, User
from notifications.models import Category, Message
from notifications.services.preferences import opt_out
from pairs.models import Mentorship
from people.models import MentorParticipation
from programs.models import Cycle, CycleState, ExamPeriod
from reports.models import ProgramWeek
from reports.models.weeks import Meetings, SurveyFacts, WeekFacts
from reports.presentation.insights import insights_for, insights_of
from reports.presentation.sections import outcome_sections
from reports.queries.insights import facts_of, monday_of, weeks_to_count
from reports.queries.survey_trends import survey_facts
from reports.services.outcomes import release_outcomes
from reports.services.weeks import count_week
from sessions.models import MentoringSession
from surveys.models import AskedPerson, Phase, SurveyResponse
from surveys.models.waves import written_answers
from tests.conftest import SignIn
from tests.factories.accounts import UserFactory
from tests.factories.pairs import MentorshipFactory
from tests.factories.sessions import SessionFactory
from tests.factories.surveys import SurveyVersionFactory, WaveFactory, content_of, question
from tests.outbox import deliver_due

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def _survey(asked: int, answered: int, *, lower: bool = False) -> SurveyFacts:
    return {
        "wave": 7,
        "name": "Pulse",
        "asked": (asked, asked),
        "answered": (answered, round(asked * 0.91)),
        "lower": lower,
    }


def _facts(held: int = 40, *, expected: float = 50, days_off: int = 0, before: int = 40, **counts: Any) -> WeekFacts:
    usual: Meetings = {"held": before, "expected": 50.0, "days_off": 0}
    facts: WeekFacts = {
        "meetings": [{"held": held, "expected": expected, "days_off": days_off}, usual],
        "quiet": 2, "offers": 0, "differing": 1, "unlogged": 5, "surveys": [],
    }  # fmt: skip
    return cast("WeekFacts", facts | counts)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (_facts(), []),
        (_facts(quiet=1, differing=0), []),
        (_facts(33), []),
        (_facts(50, before=70), []),
        (_facts(20, days_off=6), []),
        (_facts(2, expected=9), []),
        (_facts(surveys=[_survey(9, 5), _survey(110, 100)]), []),
        (
            _facts(surveys=[_survey(110, 40, lower=True)], quiet=3),
            [
                "Answers to “Pulse” are clearly lower than the time before, over all questions.",
                "3 pairs are at risk, 1 more than last week.",
                "40 of 110 answered “Pulse” (36%), after 91% the time before.",
            ],
        ),
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
        "quiet": 0, "offers": 0, "differing": 1, "unlogged": 1, "surveys": [],
    }  # fmt: skip


def test_a_pulse_leads_to_its_section_of_the_report(cycle: Cycle, now: datetime) -> None:
    survey = SurveyVersionFactory.create(survey__program=cycle.program)
    first, last = (
        WaveFactory.create(cycle=cycle, version=survey, opens_at=now - at * DAY, closes_at=now - (at - 9) * DAY)
        for at in (30, 20)
    )
    releases = [release_outcomes(wave, now=now) for wave in (first, last)]
    sections = outcome_sections(releases, [])
    [insight] = insights_of(cycle, _facts(surveys=[_survey(9, 5, lower=True) | {"wave": last.pk}]), _facts())
    assert insight.url.endswith(f"#about-{sections[1].key}")
    assert [each.title for each in sections] == [
        f"{survey.survey.name}, until {day}" for day in ("Sun 30 Aug 2026", "Wed 9 Sep 2026")
    ]


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


@pytest.mark.parametrize(("k", "answers", "lower"), [(5, "11212", True), (5, "44545", False), (6, "11212", False)])
def test_a_pulse_fell_when_enough_people_say_so(cycle: Cycle, now: datetime, k: int, answers: str, lower: bool) -> None:
    """Nothing is told of fewer than k; who handed in nothing does not count."""
    cycle.program.answers_before_ratings = k
    options = [(str(at), str(at)) for at in range(1, 6)]
    content = content_of(question("useful", "single", options=options), question("why", "text"))
    version = SurveyVersionFactory.create(
        survey__program=cycle.program, survey__phase=Phase.SESSION_PULSE, content=content
    )
    for weeks, chosen in ((9, "45454"), (1, answers)):
        opens = now - weeks * 7 * DAY + DAY
        wave = WaveFactory.create(version=version, cycle=cycle, opens_at=opens, closes_at=opens + 3 * DAY)
        for value in [*chosen, ""]:
            person = UserFactory.create()
            AskedPerson.objects.create(wave=wave, person=person, role=Role.MENTEE, asked_at=opens)
            SurveyResponse.objects.create(
                wave=wave, person=person, role=Role.MENTEE, started_at=opens, saved_at=opens,
                answers=written_answers({"useful": value}) if value else "", submitted_at=opens if value else None,
            )  # fmt: skip
    (facts,) = survey_facts(cycle, since=now - 7 * DAY, now=now)
    assert (facts["answered"], facts["asked"], facts["lower"]) == ((5, 5), (6, 6), lower)


def test_coordinators_hear_of_it_by_email_once_and_only_where_something_changed(
    cycle: Cycle, coordinator: User, mentor: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    Cycle.objects.update(state=CycleState.RUNNING)
    monday = monday_of(cycle, now)
    ProgramWeek.objects.create(cycle=cycle, monday=monday - 7 * DAY, facts=_facts(), counted_at=now)
    monkeypatch.setattr("reports.services.weeks.facts_of", lambda *_args, **_more: _facts())
    count_week(cycle, now=now)
    assert not Message.objects.exists()
    ProgramWeek.objects.filter(monday=monday).delete()
    monkeypatch.setattr("reports.services.weeks.facts_of", lambda *_args, **_more: _facts(differing=4, quiet=3))
    for _again in range(2):
        count_week(cycle, now=now)
    with time_machine.travel(now):
        deliver_due(now)
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == ([coordinator.email], "Compass: what changed this week")
    assert "- Mentors and mentees disagree about 4 logged sessions, 3 more than last week.\n- 3 pairs" in sent.body
    opt_out(coordinator, Category.WEEK)
    ProgramWeek.objects.filter(monday=monday).delete()
    count_week(cycle, now=now)
    with time_machine.travel(now):
        deliver_due(now)
    assert len(mail.outbox) == 1

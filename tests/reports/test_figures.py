"""The figures of a year: each is counted from the facts, and says of how many it is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from matching.models import Answer, Offer
from pairs.models import Mentorship, Origin, Pause
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, CycleState
from reports.models import ReportEdition
from reports.presentation.pairing import pairing_figures
from reports.queries.editions import is_counting, years_to_count
from reports.services.editions import ask_for_figures, count_year, figures_of
from sessions.models import Attendance, MentoringSession
from tests.factories.accounts import UserFactory
from tests.factories.matching import PreferenceListFactory
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import CycleFactory
from tests.factories.sessions import SessionFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
State = MentoringSession.State


@pytest.fixture
def year(cycle: Cycle) -> Cycle:
    cycle.program.cadence_days = 10
    cycle.program.save(update_fields=["cadence_days"])
    Cycle.objects.filter(pk=cycle.pk).update(state=CycleState.RUNNING)
    return Cycle.objects.select_related("program__institution").get(pk=cycle.pk)


def _pair(year: Cycle, participation: MentorParticipation, *, rank: int | None, **more: object) -> Mentorship:
    enrollment = EnrollmentFactory.create(cycle=year, state=Enrollment.State.MATCHED)
    pair: Mentorship = MentorshipFactory.create(
        cycle=year,
        enrollment=enrollment,
        participation=participation,
        rank=rank,
        started_on=year.running_from,
        **{"origin": Origin.CHOSEN} | more,
    )
    return pair


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 16, tzinfo=UTC)


def test_who_was_matched_and_whom_from_their_list(year: Cycle) -> None:
    """Rankers by their list or the rank of their mentor; who ranked nobody is counted apart."""
    one, other = MentorParticipationFactory.create_batch(2, cycle=year, capacity=4)
    for mentor, rank in ((one, 1), (one, 1), (one, 3), (other, None)):
        _pair(year, mentor, rank=rank)
    ranker_left_over = EnrollmentFactory.create(cycle=year)
    PreferenceListFactory.create(enrollment=ranker_left_over, round__cycle=year, ranks=[one])
    EnrollmentFactory.create(cycle=year, state=Enrollment.State.WITHDRAWN)
    EnrollmentFactory.create(cycle=year, state=Enrollment.State.INVITED)
    figures = figures_of(year, now=_noon(year.running_from))
    match = figures["match"]
    assert (match["enrolled"], match["matched"]) == (5, 4)
    assert (match["rankers"], match["rankers_matched"], match["unranked_matched"]) == (4, 3, 1)
    assert match["profile"] == [2, 0, 1]
    assert match["mean_rank"] == pytest.approx(5 / 3)
    assert [figure.key for figure in pairing_figures(match, least=3)] == ["choices"]
    load = figures["load"]
    assert (load["mentors"], load["places"], load["wanted"], load["mentees_each"]) == (2, 8, 5, [0, 1, 0, 1])


def test_pairs_that_found_each_other_are_counted_beside_those_of_a_program(
    year: Cycle, participation: MentorParticipation
) -> None:
    """Those of the whole school that went on in the year, whichever program has the register."""
    _pair(year, participation, rank=1)
    over = year.running_from - DAY
    register = CycleFactory.create(program__slug="informal", program__institution=year.program.institution)
    elsewhere = CycleFactory.create(program__slug="other", program__institution__slug="other")
    gone = {"state": Mentorship.State.COMPLETED, "ended_on": over}
    for where, more in ((register, {}), (register, gone), (elsewhere, {})):
        one, other = UserFactory.create_batch(2)
        MentorshipFactory.create(cycle=where, origin=Origin.INFORMAL, enrollment=None, participation=None,
                                 mentor=one, mentee=other, started_on=over, **more)  # fmt: skip
    for cycle, formal in ((year, {"chosen": 1}), (register, {})):
        match = figures_of(cycle, now=_noon(year.running_from))["match"]
        assert (match["origins"], match["informal"]) == (formal, 1)
    [chart] = [figure for figure in pairing_figures(match, least=3) if figure.key == "origins"]
    assert chart.finding == "Pairs in the program: 0. Beside them, pairs that found each other: 1."


def test_sessions_are_expected_for_the_days_that_count(year: Cycle, participation: MentorParticipation) -> None:
    """One for each interval of the pair's days; a pause, the days before it began and after it ended do not count."""
    first = year.running_from
    pair = _pair(year, participation, rank=1)
    Pause.objects.create(mentorship=pair, began_on=first + 10 * DAY, ended_on=first + 30 * DAY)
    _pair(year, participation, rank=1, state=Mentorship.State.ENDED, ended_on=first + 20 * DAY)
    for day in (2, 35, 50):
        SessionFactory.create(mentorship=pair, starts_at=_noon(first + day * DAY), state=State.HELD)
    SessionFactory.create(mentorship=pair, starts_at=_noon(first + 40 * DAY), state=State.CANCELLED)
    meetings = figures_of(year, now=_noon(first + 60 * DAY))["meetings"]
    assert (meetings["held"], meetings["expected"], meetings["cancelled"]) == (3, 6.0, 1)
    assert sum(month["expected"] for month in meetings["months"]) == pytest.approx(6, abs=0.2)
    assert sum(month["held"] for month in meetings["months"]) == 3


def test_what_became_of_pairs_that_drifted(year: Cycle, participation: MentorParticipation) -> None:
    """Silent for one and a half intervals: one met again, one is silent still, one ended; one never was silent."""
    first = year.running_from
    MentorParticipation.objects.filter(pk=participation.pk).update(capacity=4)
    again, silent, ended, steady = (_pair(year, participation, rank=1) for _ in range(4))
    Mentorship.objects.filter(pk=ended.pk).update(state=Mentorship.State.ENDED, ended_on=first + 40 * DAY)
    Mentorship.objects.filter(pk=silent.pk).update(state=Mentorship.State.ACTIVE)
    for pair, days in ((again, (2, 35, 44)), (silent, (5,)), (ended, (3,)), (steady, (8, 20, 32, 44))):
        for day in days:
            SessionFactory.create(mentorship=pair, starts_at=_noon(first + day * DAY), state=State.HELD)
    drift = figures_of(year, now=_noon(first + 50 * DAY))["drift"]
    assert drift == {"pairs": 4, "quiet": 3, "met_again": 1, "still_quiet": 1, "ended": 1}


def test_how_long_people_take(year: Cycle, participation: MentorParticipation) -> None:
    """The median of hours, and who has not answered or logged yet."""
    made = _noon(year.running_from)
    for hours in (1, 30, 200, None):
        answered = made + timedelta(hours=hours) if hours else None
        Offer.objects.create(
            expires_at=made + 7 * DAY,
            enrollment=EnrollmentFactory.create(cycle=year),
            participation=participation,
            made_at=made,
            state=Offer.State.PENDING,
            mentee_answer=Answer.ACCEPTED if hours else Answer.NONE,
            mentee_answered_at=answered,
        )
    pair = _pair(year, participation, rank=1)
    held = SessionFactory.create(mentorship=pair, starts_at=made, minutes=60, state=State.HELD)
    MentoringSession.objects.filter(pk=held.pk).update(logged_at=made + timedelta(hours=3))
    Attendance.objects.filter(session=held, user=pair.mentee).update(state=Attendance.State.NO_SHOW)
    Attendance.objects.filter(session=held, user=pair.mentor).update(state=Attendance.State.ATTENDED)
    SessionFactory.create(mentorship=pair, starts_at=made + 2 * DAY)
    figures = figures_of(year, now=made + 5 * DAY)
    response = figures["response"]
    assert response["mentees"] == {"n": 3, "missing": 1, "median": 30, "within": [1, 1, 0, 1]}
    assert (response["mentors"]["n"], response["mentors"]["median"]) == (0, None)
    assert response["logs"] == {"n": 1, "missing": 1, "median": 2.0, "within": [1, 0, 0, 0]}
    assert figures["meetings"]["no_shows"] == {"part": 1, "whole": 2}


def test_mentors_who_came_back_and_mentees_who_mentor(year: Cycle) -> None:
    before = CycleFactory.create(
        program=year.program, name="Before", state=CycleState.CLOSED, planning_from=year.planning_from - 365 * DAY
    )
    stays, gone = MentorParticipationFactory.create_batch(2, cycle=before, state=MentorParticipation.State.ENDED)
    MentorParticipationFactory.create(cycle=year, mentor=stays.mentor, trained_on=year.planning_from)
    once = EnrollmentFactory.create(cycle=before, state=Enrollment.State.COMPLETED).mentee
    MentorParticipationFactory.create(cycle=year, mentor=once, renewal=MentorParticipation.Renewal.NOT_NEXT,
                                      renewal_at=timezone.now())  # fmt: skip
    mentors = figures_of(year, now=_noon(year.running_from))["mentors"]
    assert (mentors["mentors"], mentors["trained"], mentors["once_mentees"]) == (2, 1, 1)
    assert mentors["returning"] == {"part": 1, "whole": 2}
    assert mentors["again"] == {"part": 0, "whole": 1}
    assert gone.mentor != once


def test_an_empty_year_has_figures_of_nobody(year: Cycle) -> None:
    figures = figures_of(year, now=_noon(year.running_from))
    assert figures["match"]["enrolled"] == figures["meetings"]["held"] == figures["load"]["mentors"] == 0
    assert figures["match"]["mean_rank"] is None
    assert figures["meetings"]["months"] == []


def test_figures_are_counted_when_asked_for_and_by_night(year: Cycle) -> None:
    """Who asks waits until they are there; of yesterday is counted again, and a closed year once more."""
    at = _noon(year.running_from)
    assert list(years_to_count(now=at)) == [year]
    ask_for_figures(year, now=at)
    assert is_counting(ReportEdition.objects.get(), now=at)
    assert not is_counting(ReportEdition.objects.get(), now=at + timedelta(hours=1))
    assert list(years_to_count(now=at)) == [year]
    edition = count_year(year, now=at)
    assert not is_counting(edition, now=at)
    assert not years_to_count(now=at + timedelta(hours=1)).exists()
    assert list(years_to_count(now=at + DAY)) == [year]
    Cycle.objects.filter(pk=year.pk).update(state=CycleState.CLOSED)
    assert list(years_to_count(now=at + DAY)) == [year]
    count_year(year, now=_noon(year.ends_on + DAY))
    assert not years_to_count(now=_noon(year.ends_on + 90 * DAY)).exists()

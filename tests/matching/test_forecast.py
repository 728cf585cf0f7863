"""Which mentors are wanted: in plain words, by a place that counts once, from whoever is expected."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, CycleState, InterestTerm, Program
from tests.conftest import SignIn
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import CycleFactory, InterestTermFactory
from tests.handbooks import text


@pytest.fixture
def surgery(cycle: Cycle) -> InterestTerm:
    return InterestTermFactory.create(institution=cycle.program.institution, facet="specialty", name="Surgery")


@pytest.fixture
def pediatrics(cycle: Cycle) -> InterestTerm:
    return InterestTermFactory.create(institution=cycle.program.institution, facet="specialty", name="Pediatrics")


@pytest.fixture
def office(coordinator: User, sign_in: SignIn) -> Client:
    return sign_in(coordinator)


def _mentees(cycle: Cycle, number: int, *terms: InterestTerm) -> None:
    for enrollment in EnrollmentFactory.create_batch(number, cycle=cycle):
        for term in terms:
            enrollment.mentee.interests.create(term=term)


def _mentor(cycle: Cycle, places: int, *terms: InterestTerm, state: str = "ready") -> None:
    mentor = MentorParticipationFactory.create(cycle=cycle, capacity=places, state=state).mentor
    for term in terms:
        mentor.interests.create(term=term)


def _url(cycle: Cycle) -> str:
    return reverse("matching:show-forecast", args=[cycle.program.slug])


def test_the_page_says_whom_to_look_for(
    cycle: Cycle, surgery: InterestTerm, pediatrics: InterestTerm, office: Client
) -> None:
    _mentees(cycle, 5, surgery)
    _mentees(cycle, 2, pediatrics)
    _mentees(cycle, 1)
    # One mentor of both, and one who would help and has not answered. Who declined offers nothing.
    _mentor(cycle, 3, surgery, pediatrics)
    _mentor(cycle, 1, surgery, state=MentorParticipation.State.INVITED)
    _mentor(cycle, 9, surgery, state=MentorParticipation.State.DECLINED)
    page = office.get(_url(cycle))
    forecast = page.context["forecast"]
    assert (forecast.short, forecast.with_answers, forecast.places) == (5, 4, 3)
    assert [(row.name, row.sought, row.places) for row in forecast.rows] == [("Surgery", 5, 3), ("Pediatrics", 2, 3)]
    assert "5 of 8 expected mentees would have no mentor" in text(page)
    assert "<b>4 more places</b> with mentors for Surgery" in text(page)
    assert "<b>1 more place</b> with any mentor" in text(page)


def test_last_years_mentees_stand_for_this_years_and_count_as_many_as_are_expected(
    cycle: Cycle, surgery: InterestTerm, pediatrics: InterestTerm, office: Client
) -> None:
    last = CycleFactory.create(
        program=cycle.program,
        name="2025–26",
        state=CycleState.CLOSED,
        planning_from=cycle.planning_from.replace(year=2025),
    )
    _mentees(last, 2, surgery)
    _mentees(last, 1, pediatrics)
    Enrollment.objects.update(state=Enrollment.State.COMPLETED)
    _mentor(cycle, 3, surgery, pediatrics)
    assert "All 3 mentees you expect can have a mentor" in text(office.get(_url(cycle)))
    form = office.get(_url(cycle)).context["form"]
    answer = office.post(_url(cycle), {"expected_mentees": "10", "revision": form["revision"].value()}, follow=True)
    # 6 ⅔ and 3 ⅓ mentees for three places: seven are left.
    assert "7 of 10 expected mentees" in text(answer)
    assert "<b>7 more places</b> with mentors for Surgery" in text(answer)
    # Those who have enrolled are the better sample, and never more than are expected.
    _mentees(cycle, 12, pediatrics)
    assert "9 of 12 expected mentees" in text(office.get(_url(cycle)))


def test_without_mentees_or_interests_the_page_says_what_it_needs(
    cycle: Cycle, office: Client, surgery: InterestTerm
) -> None:
    assert "There’s nothing to forecast from yet." in text(office.get(_url(cycle)))
    _mentees(cycle, 1)
    assert "<b>1 more place</b> with any mentor" in text(office.get(_url(cycle)))
    InterestTerm.objects.all().delete()
    assert "There’s nothing to forecast from yet." in text(office.get(_url(cycle)))
    Program.objects.update(pairing=Program.Pairing.INFORMAL)
    assert office.get(_url(cycle)).status_code == 404


def test_the_forecast_reads_as_much_for_many(
    cycle: Cycle, surgery: InterestTerm, office: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in (1, 5):
        _mentees(cycle, number, surgery)
        _mentor(cycle, number, surgery)
        with django_assert_num_queries(12):
            office.get(_url(cycle))

"""The page of a report: what was counted, what is missing, what can be compared, and who sees it."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from programs.models import Cycle, CycleState, Program
from reports.models import ReportEdition
from reports.services.editions import count_year
from tests.conftest import SignIn
from tests.factories.programs import AppointmentFactory, CycleFactory
from tests.reports.years import filled_year

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = datetime(2026, 12, 20, 15, tzinfo=UTC)


@pytest.fixture
def counted(cycle: Cycle) -> Cycle:
    year = filled_year(cycle, ranks=[1, 1, 1, 2, 3, 5], held=6)
    count_year(year, now=LATER)
    return year


@pytest.fixture
def staff(coordinator: User, sign_in: SignIn) -> Client:
    return sign_in(coordinator)


def _page(client: Client, cycle: Cycle, **asked: str | int) -> str:
    where = reverse("reports:show-report", kwargs={"slug": cycle.program.slug})
    return client.get(where, {"year": cycle.pk, **asked}).content.decode()


def test_a_report_says_what_it_found_and_when_it_was_counted(
    staff: Client, counted: Cycle, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Findings with their numbers, a table for each chart, and the same queries however much there was to count."""
    _page(staff, counted)
    with django_assert_num_queries(11):
        page = _page(staff, counted)
    assert "20 Dec 2026" in page
    assert "3 of 6 (50%) got their first choice, 5 of 6 (83%) one of their first three." in page
    assert "6 of 15" in page
    assert page.count("<h1") == 1
    assert page.count("<figure") == page.count('class="more numbers"') > 4


def test_of_few_lists_nothing_is_told(staff: Client, cycle: Cycle) -> None:
    """Below the program’s number of answers the choices are withheld, here and where programs are compared."""
    year = filled_year(cycle, ranks=[1, 1, 2], held=0)
    count_year(year, now=LATER)
    page = _page(staff, year)
    assert "first choice" not in page
    assert page.count("fewer than 5") >= 4
    assert "fewer than 5" in staff.get(reverse("reports:list-reports")).content.decode()


def test_years_and_programs_are_compared_only_where_the_reader_runs_them(
    staff: Client, counted: Cycle, coordinator: User
) -> None:
    before = CycleFactory.create(
        program=counted.program, name="2025–26", planning_from=counted.planning_from - 365 * DAY
    )
    count_year(filled_year(before, ranks=[1, 3, 3, 3, 4, 4], held=2), now=LATER)
    foreign = CycleFactory.create(program__name="Foreign", program__institution=counted.program.institution)
    count_year(filled_year(foreign, ranks=[1] * 6, held=0), now=LATER)
    page = _page(staff, counted, **{"with": before.pk})
    assert "2026–27 and 2025–26 beside each other" in page
    assert "One of the first three rose from 67% in 2025–26 to 83% in 2026–27." in page
    refused = _page(staff, counted, **{"with": foreign.pk})
    assert "beside each other" not in refused
    assert "Foreign" not in refused
    AppointmentFactory.create(user=coordinator, program=foreign.program)
    assert f"{counted} and {foreign} beside each other" in _page(staff, counted, **{"with": foreign.pk})
    for nonsense in ("x", "9" * 40, "-1"):
        assert "beside each other" not in _page(staff, counted, **{"with": nonsense, "by": nonsense})


def test_what_is_not_counted_or_empty_says_what_to_do(staff: Client, cycle: Cycle) -> None:
    """Never counted; asked for, when the worker counts at once; nobody there; no year at all."""
    slug = cycle.program.slug
    Cycle.objects.update(state=CycleState.ENROLLING)
    assert "haven’t been counted yet" in _page(staff, cycle)
    count = reverse("reports:count-again", kwargs={"slug": slug})
    assert staff.post(count, {"year": cycle.pk}).status_code == HTTPStatus.FOUND
    assert ReportEdition.objects.get().asked_at is not None
    assert "are being counted" in _page(staff, cycle)
    count_year(Cycle.objects.select_related("program__institution").get(), now=LATER)
    assert "Nobody has taken part in this year yet." in _page(staff, cycle)
    ReportEdition.objects.all().delete()
    Cycle.objects.all().delete()
    assert (
        "No year has been planned yet."
        in staff.get(reverse("reports:show-report", kwargs={"slug": slug})).content.decode()
    )
    assert "No year has begun yet." in staff.get(reverse("reports:list-reports")).content.decode()


def test_the_list_has_the_programs_that_the_reader_runs(
    staff: Client, counted: Cycle, admin: User, sign_in: SignIn, neighbor: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    """A coordinator sees one program, an administrator all of the school, in as many queries."""
    other = CycleFactory.create(program=Program.objects.exclude(pk=counted.program_id).get())
    where = reverse("reports:list-reports")
    assert other.program.name not in staff.get(where).content.decode()
    dean = sign_in(admin)
    dean.get(where)
    with django_assert_num_queries(7):
        page = dean.get(where).content.decode()
    assert str(counted) in page
    assert str(other) in page
    assert neighbor.is_active

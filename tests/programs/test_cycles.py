from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.errors import WrongState
from programs.models import Cycle, CycleState, Program
from programs.presentation.deadlines import next_deadline
from programs.presentation.year_line import NextDeadline, YearLine, year
from programs.presentation.year_plan import new_year
from programs.queries.setup import exams_of
from programs.services import cycles
from programs.services.setup import set_exams

FORWARD = list(CycleState)


def _next(line: YearLine) -> NextDeadline:
    assert line.next is not None
    return line.next


@pytest.mark.parametrize(("state", "to"), list(product(CycleState, CycleState)))
def test_a_year_moves_only_as_the_table_says(state: CycleState, to: CycleState, cycle: Cycle, now: datetime) -> None:
    Cycle.objects.update(state=state)
    if to in cycles.TRANSITIONS[state]:
        assert cycles.advance_cycle(cycle, to=to, now=now, confirmed=True).state == to
    else:
        with pytest.raises(WrongState):
            cycles.advance_cycle(cycle, to=to, now=now)
        assert Cycle.objects.get().state == state


def test_the_table_leads_through_every_state_in_order() -> None:
    assert [cycles.TRANSITIONS[state][0] for state in FORWARD[:-1]] == FORWARD[1:]


def test_nobody_enrols_in_a_program_that_is_not_open(cycle: Cycle, now: datetime) -> None:
    Cycle.objects.update(state=CycleState.PLANNING)
    Program.objects.update(status=Program.Status.DRAFT)
    with pytest.raises(WrongState):
        cycles.advance_cycle(cycle, to=CycleState.ENROLLING, now=now)


def test_a_closed_year_keeps_its_dates(cycle: Cycle) -> None:
    Cycle.objects.update(state=CycleState.CLOSED)
    with pytest.raises(WrongState):
        cycles.edit_cycle(cycle, fields={"ends_on": date(2028, 1, 1)})


def test_the_year_line_on_20_september(cycle: Cycle, now: datetime) -> None:
    line = year(cycle, now=now)
    states = [phase.state for phase in line.phases]
    assert states == ["done", "done", "here", "ahead", "ahead", "ahead"]
    ranking = line.phases[2]
    assert ranking.dates == "You are here, week 1 of 2"
    assert round(ranking.percent) == 50
    assert line.phases[1].dates == "3 Aug – 13 Sep"
    assert _next(line).title == "Ranking closes"
    words = "Fri 25 Sep 2026, 17:00 Toronto (in 5 days)"
    plain = _next(line).when.replace("\u00a0", " ")
    assert plain == f'<time datetime="2026-09-25T21:00:00+00:00">{words}</time>'


def test_the_year_line_before_and_after(cycle: Cycle) -> None:
    cycle.state = CycleState.CLOSED
    line = year(cycle, now=datetime(2027, 9, 1, tzinfo=UTC))
    assert {phase.state for phase in line.phases} == {"done"}
    assert line.next is None


def test_a_phase_that_lasts_longer_than_planned_stays_at_its_end(cycle: Cycle) -> None:
    line = year(cycle, now=datetime(2026, 9, 30, 12, tzinfo=UTC))
    ranking = line.phases[2]
    assert (ranking.state, ranking.percent, ranking.dates) == ("here", 100, "You are here")


def test_deadlines_count_in_the_schools_zone(cycle: Cycle) -> None:
    # 25 September, 23:30 in Toronto is the 26th in UTC.
    last_minute = cycle.ranking_closes_at - timedelta(seconds=1)
    deadline = next_deadline(cycle, now=last_minute)
    assert deadline is not None
    assert (str(deadline.title), deadline.day) == ("Ranking closes", date(2026, 9, 25))
    after = next_deadline(cycle, now=cycle.ranking_closes_at)
    assert after is not None
    assert str(after.title) == "Pairs published"


FIELDS = {
    "term_starts_on": "2027-09-06",
    "name": "2027–28",
    "planning_from": "2027-06-01",
    "enrolling_from": "2027-08-02",
    "ranking_opens_at": "2027-09-13T09:00",
    "ranking_closes_at": "2027-09-24T17:00",
    "running_from": "2027-10-04",
    "closing_from": "2028-06-05",
    "ends_on": "2028-07-14",
}


@pytest.mark.parametrize(("field", "value"), [("ends_on", "9999-12-31"), ("ranking_closes_at", "0001-01-01T00:00")])
def test_a_year_lies_where_the_calendar_reaches(
    field: str, value: str, program: Program, coordinator: User, sign_in: Callable[[User], Client]
) -> None:
    url = reverse("programs:create-cycle", args=["compass"])
    response = sign_in(coordinator).post(url, FIELDS | {field: value})
    assert response.status_code == 422
    assert "Check the year." in response.content.decode()


def test_deadlines_are_entered_in_the_schools_zone(
    program: Program, coordinator: User, sign_in: Callable[[User], Client]
) -> None:
    coordinator.time_zone = "Africa/Kampala"
    coordinator.save()
    sign_in(coordinator).post(reverse("programs:create-cycle", args=["compass"]), FIELDS)
    cycle = Cycle.objects.get(name="2027–28")
    assert cycle.ranking_closes_at == datetime(2027, 9, 24, 21, tzinfo=UTC)
    page = sign_in(coordinator).get(reverse("programs:edit-cycle", args=[cycle.pk]))
    assert b'value="2027-09-24T17:00"' in page.content


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ranking_closes_at": "2027-09-10T17:00"}, "ranking_closes_at"),
        ({"enrolling_from": "2027-05-01"}, "enrolling_from"),
        ({"running_from": "2027-09-01"}, "running_from"),
        ({"closing_from": "2027-10-04"}, "closing_from"),
        ({"ends_on": "2028-06-05"}, "ends_on"),
        ({"first_meeting_by": "2027-09-01"}, "first_meeting_by"),
        ({"mid_year_on": "2028-06-06"}, "closing_from"),
        ({"first_meeting_by": "2028-06-06"}, "closing_from"),
        ({"term_starts_on": "2028-07-14"}, "ends_on"),
        ({"ranking_opens_at": "2027-07-01T09:00"}, "ranking_opens_at"),
        ({"ends_on": "no day"}, "ends_on"),
        # This hour does not exist in Toronto: clocks go forward.
        ({"ranking_opens_at": "2027-03-14T02:30"}, "ranking_opens_at"),
    ],
)
def test_dates_out_of_order_are_refused_beside_the_field(
    change: dict[str, Any], field: str, program: Program, coordinator: User, sign_in: Callable[[User], Client]
) -> None:
    response = sign_in(coordinator).post(reverse("programs:create-cycle", args=["compass"]), FIELDS | change)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert b"<title>Error: " in response.content
    typed = FIELDS | change
    assert {name: response.context["form"][name].value() for name in typed} == typed
    assert not Cycle.objects.exists()


def test_a_name_is_used_once(cycle: Cycle, coordinator: User, sign_in: Callable[[User], Client]) -> None:
    url = reverse("programs:create-cycle", args=["compass"])
    response = sign_in(coordinator).post(url, FIELDS | {"name": cycle.name})
    assert response.status_code == 422


def test_advancing_by_post(cycle: Cycle, coordinator: User, sign_in: Callable[[User], Client]) -> None:
    client = sign_in(coordinator)
    url = reverse("programs:advance-cycle", args=[cycle.pk])
    assert client.get(url).status_code == 405
    for to in ("closed", "nonsense", ""):
        client.post(url, {"to": to})
        assert Cycle.objects.get().state == CycleState.RANKING
    client.post(url, {"to": "matching"})
    assert Cycle.objects.get().state == CycleState.MATCHING


def test_dates_are_counted_from_the_first_day_of_term(
    program: Program, coordinator: User, sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(coordinator)
    url = reverse("programs:create-cycle", args=["compass"])
    assert "Enter a valid date." in client.get(url, {"first_day": "soon"}).content.decode()
    page = client.get(url, {"first_day": "2027-09-06"})
    counted = page.context["form"].initial
    assert (counted["name"], counted["enrolling_from"]) == ("2027–28", date(2027, 8, 2))
    assert b'value="2027-09-24T17:00"' in page.content
    assert not Cycle.objects.exists()


def test_the_dates_of_a_year_move_together_and_keep_the_hour(
    cycle: Cycle, coordinator: User, sign_in: Callable[[User], Client]
) -> None:
    url = reverse("programs:edit-cycle", args=[cycle.pk])
    page = sign_in(coordinator).get(url, {"first_day": "2026-11-02"})
    moved = page.context["form"].initial
    weeks = timedelta(weeks=8)
    assert moved["running_from"] == cycle.running_from + weeks
    # Clocks have gone back in between: lists still close at five in Toronto.
    assert moved["ranking_closes_at"].astimezone(cycle.program.institution.zone).isoformat()[:16] == "2026-11-20T17:00"
    assert "Nothing is saved yet." in page.content.decode()
    assert Cycle.objects.get().running_from == cycle.running_from
    # The next year is counted like this one.
    assert new_year(cycle.program, date(2027, 9, 6))["closing_from"] == date(2028, 6, 5)


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"ranking_closes_at": "2026-12-10T17:00"}, "ranking_closes_at", "Exams are on that day (Finals)"),
        ({"ends_on": "2026-09-01"}, "ends_on", "Choose a date after 20 Sep 2026."),
    ],
)
def test_no_date_moves_into_exams_or_into_the_past(
    change: dict[str, str],
    field: str,
    words: str,
    cycle: Cycle,
    coordinator: User,
    sign_in: Callable[[User], Client],
    now: datetime,
) -> None:
    finals = {"name_1": "Finals", "starts_on_1": date(2026, 12, 7), "ends_on_1": date(2026, 12, 18)}
    set_exams(cycle, fields=exams_of(cycle) | finals, by=coordinator, now=now)
    url = reverse("programs:edit-cycle", args=[cycle.pk])
    with time_machine.travel(now):
        client = sign_in(coordinator)
        shown = client.get(url).context["form"]
        typed = {name: shown[name].value() for name in shown.fields if shown[name].value() is not None}
        response = client.post(url, typed | {"running_from": "2027-01-11"} | change)
    assert response.status_code == 422
    assert any(words in error for error in response.context["form"].errors[field])


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"name_1": "Finals", "starts_on_1": "2026-12-18", "ends_on_1": "2026-12-07"}, "ends_on_1"),
        ({"name_1": "Finals", "starts_on_1": "2026-12-18"}, "ends_on_1"),
        ({"starts_on_1": "2026-12-07", "ends_on_1": "2026-12-18"}, "name_1"),
        ({"name_1": "Finals", "starts_on_1": "never", "ends_on_1": "2026-12-18"}, "starts_on_1"),
    ],
)
def test_exams_that_cannot_be(
    row: dict[str, str], field: str, cycle: Cycle, coordinator: User, sign_in: Callable[[User], Client]
) -> None:
    response = sign_in(coordinator).post(reverse("programs:edit-exams", args=[cycle.pk]), row)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not cycle.exam_periods.exists()

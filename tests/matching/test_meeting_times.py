"""Groups are formed so that their people share a time, on whatever clocks they live."""

from datetime import datetime, timedelta

import pytest

from accounts.models import User
from matching.models import Formation
from matching.presentation.group_figures import figures_of
from matching.presentation.meeting_times import shared_times_text
from matching.queries.formations import members_of
from matching.queries.meeting_times import hours_on, times_to_meet
from matching.queries.seating import Seating
from people.models import Enrollment
from programs.models import Cycle
from tests.factories.matching import FormationFactory
from tests.formations import formed, people_for

pytestmark = pytest.mark.django_db
_SUN = 6 * 24  # hours from Monday


def _say(cycle: Cycle, *answers: list[str]) -> list[Enrollment]:
    rows = list(cycle.enrollments.order_by("pk"))
    for row, codes in zip(rows, answers, strict=True):
        row.meeting_times = codes
        row.save()
    return rows


def _mixes(formation: Formation) -> set[tuple[str, str]]:
    return {mix for card in figures_of(Seating(formation)).cards for mix in card.mixes}


@pytest.fixture
def asked(cycle: Cycle) -> Formation:
    """Four mentees for groups of two that are to share a time to meet, and nothing else."""
    people_for(cycle)
    User.objects.update(time_zone="America/Toronto")
    aims = [{"attribute": "times", "wish": "share", "weight": 3}]
    return FormationFactory.create(cycle=cycle, aims=aims)


def test_people_who_can_meet_at_one_time_come_into_one_group(asked: Formation, cycle: Cycle, now: datetime) -> None:
    early, late, _same, silent = _say(cycle, ["mon-morning"], ["tue-evening", "fri-evening"], ["mon-morning"], [])
    group = {member.person: member.group for member in members_of(formed(asked, now))}
    assert group[early.mentee] != group[late.mentee] == group[silent.mentee]
    # The mentors have not said when, one of each group.
    assert _mixes(asked) == {
        ("All can meet", "Monday morning (1 person hasn’t said when)"),
        ("All can meet", "Tuesday evening, Friday evening (2 people haven’t said when)"),
    }
    assert Seating(asked).total == 0


def test_a_group_without_a_common_time_says_so(asked: Formation, cycle: Cycle, now: datetime) -> None:
    _say(cycle, ["mon-morning"], ["tue-morning"], ["wed-morning"], ["thu-morning"])
    cycle.participations.update(meeting_times=["sun-evening"])
    assert _mixes(formed(asked, now)) == {("Times to meet", "none that suits everyone")}


def test_evenings_on_two_clocks_are_compared_by_the_hour(asked: Formation, cycle: Cycle) -> None:
    rows = _say(cycle, ["tue-morning"], ["tue-evening"], [], [])
    assert times_to_meet(cycle) == {rows[0].mentee_id: ["tue-morning"], rows[1].mentee_id: ["tue-evening"]}
    User.objects.filter(pk=rows[1].mentee_id).update(time_zone="Africa/Kampala")
    values = times_to_meet(cycle)
    # Seven hours between them in September: 17:00 in Kampala is 10:00 in Toronto.
    assert values == {rows[0].mentee_id: ["tue 08-10", "tue 10-12"], rows[1].mentee_id: ["tue 10-12", "tue 12-14"]}
    zone = cycle.program.institution.zone
    assert shared_times_text(["tue 10-12"], zone) == "Tuesday 10:00–12:00 Toronto"
    assert shared_times_text(values[rows[0].mentee_id], zone) == "Tuesday 08:00–12:00 Toronto"


@pytest.mark.parametrize(
    ("codes", "ahead", "hours"),
    [
        (["mon-morning"], timedelta(hours=9), {_SUN + 23, 0, 1, 2}),
        (["sun-evening"], timedelta(hours=-8), {1, 2, 3, 4}),
        (["mon-morning"], timedelta(hours=5, minutes=30), {3, 4, 5}),
        (["mon-morning", "mon-afternoon"], timedelta(minutes=-30), set(range(9, 17))),
    ],
)
def test_only_hours_that_lie_in_the_parts_whole_count(codes: list[str], ahead: timedelta, hours: set[int]) -> None:
    assert hours_on(codes, ahead) == hours

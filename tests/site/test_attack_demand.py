"""A coordinator tries to read one list before the lists close: worlds that differ in it, everything compared."""

from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from matching.models import MatchRound
from matching.services.preferences import save_order
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle
from tests.factories.matching import MatchRoundFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.site.two_worlds import Seen, differences, everything, in_world

pytestmark = pytest.mark.usefixtures("on_both_databases")


@pytest.fixture(autouse=True)
def clock(now: datetime) -> Any:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def match_round(cycle: Cycle) -> MatchRound:
    MentorParticipationFactory.create_batch(4, cycle=cycle, capacity=2)
    EnrollmentFactory.create_batch(16, cycle=cycle)
    return MatchRoundFactory.create(cycle=cycle)


def _mentors(match_round: MatchRound) -> list[int]:
    return list(match_round.cycle.participations.order_by("pk").values_list("pk", flat=True))


def _mentees(match_round: MatchRound) -> list[Enrollment]:
    return list(match_round.cycle.enrollments.select_related("mentee", "cycle__program__institution").order_by("pk"))


def _hand_in(
    enrollment: Enrollment, match_round: MatchRound, order: list[int], now: datetime, submit: bool = True
) -> None:
    save_order(enrollment, match_round=match_round, order=order, submit=submit, now=now)


def _filled(match_round: MatchRound, lists: int, now: datetime) -> list[Enrollment]:
    """So many lists are handed in; returns the mentees without one."""
    mentors, mentees = _mentors(match_round), _mentees(match_round)
    for at in range(lists):
        _hand_in(mentees[at], match_round, [mentors[at % 2], mentors[2]], now)
    return mentees[lists:]


def _counts(seen: Seen, match_round: MatchRound) -> bytes:
    """The page of demand without the numbers of lists that are in, which are no secret."""
    page: bytes = seen[reverse("matching:show-demand", args=[match_round.pk])][1]
    return page.partition(b"<table")[2].partition(b"</table>")[0]


@pytest.mark.parametrize("before", [3, 10])
def test_what_one_list_says_changes_not_one_byte(
    match_round: MatchRound, coordinator: User, now: datetime, before: int
) -> None:
    """With too few lists for any count, and between two countings."""
    [reader, *_rest] = _filled(match_round, before, now)
    mentors = _mentors(match_round)

    def ranks(order: list[int]) -> Seen:
        _hand_in(reader, match_round, order, now)
        return everything(coordinator)

    first = in_world(lambda: ranks([mentors[3]]))
    assert reverse("matching:show-demand", args=[match_round.pk]) in first
    assert (b"under 5" in _counts(first, match_round)) == (before == 10)
    assert differences(first, in_world(lambda: ranks([mentors[0], mentors[1], mentors[2]]))) == []


def test_one_list_more_one_less_and_one_changed_move_no_count(
    match_round: MatchRound, coordinator: User, now: datetime
) -> None:
    [another, *_rest] = _filled(match_round, 10, now)
    mentors, one = _mentors(match_round), _mentees(match_round)[0]

    def after(enrollment: Enrollment | None, order: list[int], submit: bool) -> bytes:
        if enrollment:
            _hand_in(enrollment, match_round, order, now, submit)
        return _counts(everything(coordinator), match_round)

    as_it_was = in_world(lambda: after(None, [], True))
    assert b"5 or more" in as_it_was
    assert in_world(lambda: after(another, [mentors[3]], True)) == as_it_was
    assert in_world(lambda: after(one, [mentors[0]], False)) == as_it_was
    assert in_world(lambda: after(one, [mentors[3]], True)) == as_it_was


def test_counts_move_only_when_five_lists_have_changed(match_round: MatchRound, now: datetime) -> None:
    """However often one of them changes meanwhile."""
    others, mentors = _filled(match_round, 10, now), _mentors(match_round)
    moved = []
    for enrollment in others:
        before = MatchRound.objects.get(pk=match_round.pk).demand
        for order in ([mentors[3]], [mentors[0]], [mentors[3], mentors[1]]):
            _hand_in(enrollment, match_round, order, now)
        moved.append(MatchRound.objects.get(pk=match_round.pk).demand != before)
    assert [at for at, there in enumerate(moved) if there] == [4]


def test_rows_without_demand_are_told_from_no_others(match_round: MatchRound, coordinator: User, now: datetime) -> None:
    """Nobody reads of a mentor that no list names them: the row reads as one that a few lists name."""
    _filled(match_round, 10, now)
    unwanted = MentorParticipation.objects.get(pk=_mentors(match_round)[3])
    page = _counts(everything(coordinator), match_round).decode()
    row = page.partition(str(unwanted.mentor))[2].partition("</tr>")[0]
    assert row.count("under 5") == 2

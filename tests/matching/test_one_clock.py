"""One clock: the year stands where its rounds and its dates are."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.errors import WrongState
from home.todo import coordinator_tasks
from matching.models import MatchRound
from matching.services.rounds import cancel_round, close_round, create_round, open_round, reopen_round
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, CycleState, Program
from programs.services.phases import follow_calendar
from tests.conftest import SignIn
from tests.factories.matching import MatchRoundFactory, OfferFactory, PreferenceListFactory

RUNS = datetime(2026, 10, 5, 12, tzinfo=UTC)


def _state(cycle: Cycle, state: CycleState | None = None) -> CycleState:
    if state:
        Cycle.objects.filter(pk=cycle.pk).update(state=state)
    cycle.refresh_from_db()
    return CycleState(cycle.state)


@pytest.fixture
def draft(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation, now: datetime) -> MatchRound:
    return create_round(cycle=cycle, name="Main round", closes_at=now + timedelta(days=5))


def test_the_year_ranks_while_its_main_round_is_open_and_matches_once_lists_close(
    draft: MatchRound, cycle: Cycle, now: datetime
) -> None:
    _state(cycle, CycleState.ENROLLING)
    match_round = open_round(draft, now=now)
    assert _state(cycle) == CycleState.RANKING
    PreferenceListFactory.create(round=match_round, ranks=[cycle.participations.get()])
    close_round(match_round, now=now)
    assert _state(cycle) == CycleState.MATCHING
    reopen_round(match_round, closes_at=now + timedelta(days=9), now=now)
    assert _state(cycle) == CycleState.RANKING


def test_a_year_that_runs_stays_where_it_is(draft: MatchRound, cycle: Cycle, now: datetime) -> None:
    _state(cycle, CycleState.RUNNING)
    close_round(open_round(draft, now=now), now=now)
    assert _state(cycle) == CycleState.RUNNING


def test_a_supplementary_round_leaves_the_year_alone(
    cycle: Cycle, published_round: MatchRound, enrollment: Enrollment, participation: MentorParticipation, now: datetime
) -> None:
    _state(cycle, CycleState.MATCHING)
    open_round(
        create_round(cycle=cycle, name="Second", parent=published_round, closes_at=now + timedelta(days=5)), now=now
    )
    assert _state(cycle) == CycleState.MATCHING


def test_no_round_opens_before_enrollment(draft: MatchRound, cycle: Cycle, now: datetime) -> None:
    _state(cycle, CycleState.PLANNING)
    with pytest.raises(WrongState, match="Open enrollment first"):
        open_round(draft, now=now)


@pytest.mark.parametrize(
    ("state", "day", "expected"),
    [
        (CycleState.MATCHING, "2026-10-04", CycleState.MATCHING),
        (CycleState.MATCHING, "2026-10-05", CycleState.RUNNING),
        (CycleState.RUNNING, "2027-06-06", CycleState.RUNNING),
        (CycleState.RUNNING, "2027-06-07", CycleState.CLOSING),
        (CycleState.PLANNING, "2026-12-01", CycleState.PLANNING),
        (CycleState.ENROLLING, "2026-12-01", CycleState.ENROLLING),
        (CycleState.CLOSING, "2027-12-01", CycleState.CLOSING),
    ],
)
def test_what_comes_with_a_date_alone_comes_by_the_calendar(
    state: CycleState, day: str, expected: CycleState, cycle: Cycle, published_round: MatchRound
) -> None:
    assert (cycle.running_from.isoformat(), cycle.closing_from.isoformat()) == ("2026-10-05", "2027-06-07")
    _state(cycle, state)
    moved = follow_calendar(now=datetime.fromisoformat(f"{day}T12:00:00+00:00"))
    assert (_state(cycle), moved) == (expected, int(state != expected))


def test_the_calendar_does_not_move_past_offers_and_home_asks_the_day_after(cycle: Cycle, coordinator: User) -> None:
    _state(cycle, CycleState.MATCHING)
    OfferFactory.create(
        proposed_pair__proposal__round__cycle=cycle,
        proposed_pair__proposal__round__state="cancelled",
        expires_at=RUNS + timedelta(days=3),
    )

    def asked(now: datetime) -> list[str]:
        return [task.title for task in coordinator_tasks(coordinator, [cycle], now=now) if "year" in task.action]

    assert follow_calendar(now=RUNS) == 0
    assert _state(cycle) == CycleState.MATCHING
    assert asked(RUNS) == []
    assert asked(RUNS + timedelta(days=1)) == ["Decide whether 2026–27 moves on to “Running”"]


def test_a_year_without_a_published_round_is_asked_about(cycle: Cycle, draft: MatchRound) -> None:
    _state(cycle, CycleState.MATCHING)
    cancel_round(draft)
    assert follow_calendar(now=RUNS) == 0
    Program.objects.update(pairing=Program.Pairing.INFORMAL)
    assert follow_calendar(now=RUNS) == 1


def test_steps_that_write_to_people_wait_for_the_coordinator(cycle: Cycle, coordinator: User) -> None:
    for state, day, title in (
        (CycleState.PLANNING, "2026-08-03", "Open enrollment for 2026–27"),
        (CycleState.CLOSING, "2027-07-17", "Close 2026–27"),
    ):
        _state(cycle, state)
        now = datetime.fromisoformat(f"{day}T12:00:00+00:00")
        titles = [task.title for task in coordinator_tasks(coordinator, [cycle], now=now)]
        assert title in titles
        before = now - timedelta(days=1)
        assert title not in [task.title for task in coordinator_tasks(coordinator, [cycle], now=before)]


def test_the_page_of_the_year_says_what_moves_it_and_whose_dates_count(
    cycle: Cycle, coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    url = reverse("programs:edit-cycle", args=[cycle.pk])

    def page(client: Client) -> str:
        return " ".join(client.get(url).content.decode().split())

    desk = sign_in(coordinator)
    assert "Moves on with the match round" in page(desk)
    MatchRoundFactory.create(cycle=cycle, closes_at=datetime(2026, 9, 29, 21, tzinfo=UTC))
    text = page(desk)
    assert "The match round sets this: Tue 29 Sep 2026, 17:00 Toronto. Change it there." in text
    _state(cycle, CycleState.MATCHING)
    assert "Moves on to “Running” by itself on Mon 5 Oct 2026" in page(desk)


def test_saving_the_year_keeps_its_plan_where_a_round_counts(
    cycle: Cycle, coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    MatchRoundFactory.create(cycle=cycle, closes_at=datetime(2026, 10, 6, 21, tzinfo=UTC))
    planned = cycle.ranking_closes_at
    desk, url = sign_in(coordinator), reverse("programs:edit-cycle", args=[cycle.pk])
    with time_machine.travel(now, tick=False):
        form = desk.get(url).context["form"]
        data = {name: field.value() or "" for name, field in ((each.name, each) for each in form)}
        data["ranking_closes_at"] = "2026-09-01T17:00"
        answer = desk.post(url, data)
        assert answer.status_code == 422
        assert "Pairs are published after ranking has closed." in answer.content.decode()
        assert desk.post(url, data | {"running_from": "2026-10-08"}).status_code == 302
    cycle.refresh_from_db()
    assert cycle.ranking_closes_at == planned

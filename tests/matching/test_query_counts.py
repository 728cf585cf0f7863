"""Each page asks the database as often for one row as for three."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from matching.models import MatchRound, Offer
from matching.services.demand import count_demand
from matching.services.overrides import change_pair
from matching.services.proposals import default_options, run_unfinished
from matching.services.publishing import publish_round
from matching.services.rounds import close_round
from matching.services.what_if import ask_what_if
from people.models import MentorParticipation
from programs.models import Cycle
from tests.conftest import SignIn
from tests.factories.matching import MatchRoundFactory, PreferenceListFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.rounds import publish, run_all

Make = Callable[[Cycle, User, int], str]


def _url(name: str, pk: int) -> str:
    return reverse(f"matching:{name}", kwargs={"pk": pk})


def _rounds(cycle: Cycle, _by: User, rows: int) -> str:
    for number in range(rows):
        MatchRoundFactory.create(cycle=cycle, name=f"Round {number}", state=MatchRound.State.CANCELLED)
    return reverse("matching:list-rounds", kwargs={"slug": cycle.program.slug})


def _demand(cycle: Cycle, _by: User, rows: int) -> str:
    match_round = MatchRoundFactory.create(cycle=cycle)
    for mentor in MentorParticipationFactory.create_batch(rows, cycle=cycle):
        PreferenceListFactory.create_batch(10, round=match_round, ranks=[mentor])
    count_demand(match_round)
    return _url("show-demand", match_round.pk)


def _open(cycle: Cycle, by: User, rows: int) -> str:
    _demand(cycle, by, rows)
    return _url("show-round", MatchRound.objects.get().pk)


def _proposed_round(cycle: Cycle, rows: int) -> MatchRound:
    """As many mentees as rows get a mentor, and as many do not."""
    match_round = MatchRoundFactory.create(cycle=cycle)
    mentors: list[MentorParticipation] = MentorParticipationFactory.create_batch(rows, cycle=cycle, capacity=1)
    for _number in range(rows):
        PreferenceListFactory.create(round=match_round, ranks=mentors)
        EnrollmentFactory.create(cycle=cycle)
    now = timezone.now()
    run_all(close_round(match_round, now=now), now)
    return match_round


def _proposed(cycle: Cycle, by: User, rows: int) -> str:
    match_round = _proposed_round(cycle, rows)
    proposal = match_round.proposals.get(strategy="choice-stable")
    for pair in proposal.pairs.filter(participation__isnull=False):
        now = timezone.now()
        change_pair(proposal, enrollment=pair.enrollment, participation=None, reason="Leaves.", by=by, now=now)
    return f"{_url('show-round', match_round.pk)}?proposal={proposal.pk}"


def _differences(cycle: Cycle, by: User, rows: int) -> str:
    _proposed(cycle, by, rows)
    return _url("list-differences", MatchRound.objects.get().pk)


def _weak_cases(cycle: Cycle, by: User, rows: int) -> str:
    return _url("list-weak-cases", int(_proposed(cycle, by, rows).partition("=")[2]))


def _what_ifs(cycle: Cycle, _by: User, rows: int) -> str:
    match_round = _proposed_round(cycle, 1)
    for length in range(1, rows + 1):
        options = default_options(match_round, "lottery")
        ask_what_if(
            match_round, strategy="lottery", options=options, changes={"list_length": length}, now=timezone.now()
        )
    run_unfinished(match_round.pk, clock=timezone.now)
    return _url("ask-what-if", match_round.pk)


def _published(cycle: Cycle, by: User, rows: int) -> MatchRound:
    proposal = _proposed_round(cycle, rows).proposals.get(strategy="choice-stable")
    return publish(proposal, by=by, now=timezone.now())


def _record(cycle: Cycle, by: User, rows: int) -> str:
    return _url("show-round", _published(cycle, by, rows).pk)


def _offers(cycle: Cycle, by: User, rows: int) -> str:
    return _url("list-offers", _published(cycle, by, rows).pk)


def _closed_lists(cycle: Cycle, _by: User, rows: int) -> str:
    """As many lists with one name, mentees without a list, and mentors whom nobody ranked."""
    match_round = MatchRoundFactory.create(cycle=cycle)
    ranked = MentorParticipationFactory.create(cycle=cycle)
    MentorParticipationFactory.create_batch(rows, cycle=cycle)
    PreferenceListFactory.create_batch(rows, round=match_round, ranks=[ranked])
    EnrollmentFactory.create_batch(rows, cycle=cycle)
    close_round(match_round, now=timezone.now())
    return _url("list-closed", match_round.pk)


PAGES: list[tuple[Make, int]] = [
    (_closed_lists, 11),
    (_rounds, 6),
    (_demand, 11),
    (_open, 14),
    (_proposed, 25),
    (_differences, 12),
    (_weak_cases, 13),
    (_what_ifs, 11),
    (_record, 11),
    (_offers, 9),
]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("make", "queries"), PAGES)
def test_pages_of_the_coordinator(
    make: Make, queries: int, rows: int, cycle: Cycle, coordinator: User, sign_in: SignIn,
    django_assert_num_queries: Callable[[int], object],
) -> None:  # fmt: skip
    url = make(cycle, coordinator, rows)
    client = sign_in(coordinator)
    client.get(url)
    with django_assert_num_queries(queries):  # type: ignore[attr-defined]
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_result_of_a_mentor(
    rows: int, cycle: Cycle, coordinator: User, sign_in: SignIn, now: datetime,
    django_assert_num_queries: Callable[[int], object],
) -> None:  # fmt: skip
    mentor = MentorParticipationFactory.create(cycle=cycle, capacity=rows)
    match_round = MatchRoundFactory.create(cycle=cycle)
    for _number in range(rows):
        PreferenceListFactory.create(round=match_round, ranks=[mentor])
    run_all(close_round(match_round, now=now), now)
    publish_round(
        match_round.proposals.get(strategy="choice-stable"), name=match_round.name, by=coordinator, now=timezone.now()
    )
    client: Client = sign_in(mentor.mentor)
    url = _url("show-result", match_round.pk)
    client.get(url)
    with django_assert_num_queries(9):  # type: ignore[attr-defined]
        page = client.get(url).content.decode()
    assert page.count("Open the offer with") == rows
    assert Offer.objects.count() == rows

"""Pages that a round does not have in its state lead back to it, and say why."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from matching.models import MatchRound, Proposal
from matching.queries.proposals import revision_of
from matching.services.proposals import default_options
from matching.services.publishing import publish_round
from matching.services.what_if import ask_what_if
from matching.views import steps
from people.models import MentorParticipation
from tests.conftest import SignIn
from tests.factories.matching import MatchRoundFactory
from tests.factories.people import MentorParticipationFactory
from tests.rounds import publish


@pytest.fixture
def desk(sign_in: SignIn, coordinator: User) -> Client:
    """The coordinator's browser."""
    return sign_in(coordinator)


def _url(name: str, pk: int) -> str:
    return reverse(f"matching:{name}", kwargs={"pk": pk})


def _led_back(desk: Client, url: str, match_round: MatchRound) -> str:
    """The page of the round, to which `url` leads."""
    response = desk.get(url)
    assert response["Location"] == _url("show-round", match_round.pk)
    return desk.get(response["Location"]).content.decode()


def test_a_closed_round_is_not_edited(desk: Client, proposed_round: MatchRound) -> None:
    url = _url("edit-round", proposed_round.pk)
    assert "Lists are closed" in _led_back(desk, url, proposed_round)
    refused = desk.post(url, {"name": "Main round", "closes_at": "2030-10-10T10:00"})
    assert refused.status_code == 422
    assert "Lists are closed" in refused.content.decode()


def test_a_supplementary_round_follows_a_published_one(desk: Client, proposed_round: MatchRound) -> None:
    url = _url("create-supplement", proposed_round.pk)
    assert "has to follow a published round" in _led_back(desk, url, proposed_round)
    assert desk.post(url, {"name": "Second", "closes_at": "2030-10-10T10:00"}).status_code == 422


def test_a_second_supplementary_round_waits_for_the_first(desk: Client, published_round: MatchRound) -> None:
    MatchRoundFactory.create(cycle=published_round.cycle, state=MatchRound.State.DRAFT)
    response = desk.get(_url("create-supplement", published_round.pk))
    assert response["Location"] == _url("show-round", published_round.pk)


def test_pairs_of_a_published_round_are_not_changed_by_hand(desk: Client, published_round: MatchRound) -> None:
    assert published_round.published_proposal
    response = desk.get(_url("change-pair", published_round.published_proposal.pk))
    assert response["Location"] == _url("show-round", published_round.pk)


def test_demand_is_counted_until_the_lists_close(desk: Client, proposed_round: MatchRound) -> None:
    page = _led_back(desk, _url("show-demand", proposed_round.pk), proposed_round)
    assert "Demand is counted until lists close." in page


@pytest.mark.parametrize("state", ["queued", "failed"])
def test_an_unfinished_proposal_has_no_weak_cases(desk: Client, proposed_round: MatchRound, state: str) -> None:
    proposal = proposed_round.proposals.get(strategy="lottery")
    Proposal.objects.filter(pk=proposal.pk).update(state=state)
    page = _led_back(desk, _url("list-weak-cases", proposal.pk), proposed_round)
    assert "There are no pairs to look at until this method has run." in page


def _ask(match_round: MatchRound, **more: Any) -> Proposal:
    return ask_what_if(
        match_round, strategy="lottery", options=default_options(match_round, "lottery"), changes={}, **more
    )


def test_a_question_has_no_weak_cases(desk: Client, proposed_round: MatchRound, now: Any) -> None:
    question = _ask(proposed_round, now=now)
    assert desk.get(_url("list-weak-cases", question.pk)).status_code == 404


def test_questions_are_about_mentors_of_the_frozen_input(
    desk: Client, proposed_round: MatchRound, mentors: list[MentorParticipation]
) -> None:
    later = MentorParticipationFactory.create(cycle=proposed_round.cycle)
    url = _url("ask-what-if", proposed_round.pk)
    page = desk.get(url).content.decode()
    assert str(mentors[0].mentor) in page
    assert str(later.mentor) not in page
    data = {"strategy": "lottery", "mentor": later.pk, "places": 2, "rank_weight": 1, "similarity_weight": 1}
    assert desk.post(url, data).status_code == 422


def test_whoever_publishes_a_moment_too_late_sees_what_is_published(
    desk: Client, proposed_round: MatchRound, coordinator: User, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    faster, slower = proposed_round.proposals.filter(strategy__in=("survey", "lottery"))

    def too_late(proposal: Proposal, **typed: Any) -> MatchRound:
        publish(faster, by=coordinator, now=now)
        return publish_round(proposal, **typed)

    monkeypatch.setattr(steps, "publish_round", too_late)
    data = {
        "proposal": slower.pk,
        "revision": revision_of(slower),
        "name": proposed_round.name,
        "although_beaten": "on",
    }
    response = desk.post(_url("publish-round", proposed_round.pk), data)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Another proposal for this round has already been published." in page
    assert f"Published: {faster.get_strategy_display()}" in page
    refused = desk.post(_url("reopen-round", proposed_round.pk), {"closes_at": "2030-10-10T10:00"})
    assert refused.status_code == 409

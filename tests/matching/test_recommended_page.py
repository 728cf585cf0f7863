"""The page of proposals opens with a recommendation; a beaten proposal is not published by a slip."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from matching.models import MatchRound, Offer
from matching.presentation.recommendation import recommend
from matching.queries.proposals import proposals_of, revision_of
from tests.conftest import SignIn


@pytest.fixture
def desk(sign_in: SignIn, coordinator: User) -> Client:
    return sign_in(coordinator)


def _url(name: str, match_round: MatchRound) -> str:
    return reverse(f"matching:{name}", args=[match_round.pk])


def _text(desk: Client, url: str) -> str:
    return " ".join(desk.get(url).content.decode().split())


def test_the_page_opens_with_it_and_has_it_chosen(desk: Client, proposed_round: MatchRound) -> None:
    said = recommend(proposed_round, proposals_of(proposed_round))
    answer = desk.get(_url("show-round", proposed_round))
    text = " ".join(answer.content.decode().split())
    assert said.proposal is not None
    assert answer.context["chosen"] == said.proposal
    assert text.index(said.lead) < text.index("What each method would mean here") < text.index("For the record")
    for meaning in said.meanings:
        assert meaning.text in text


def test_two_proposals_are_compared_as_the_address_says(desk: Client, proposed_round: MatchRound) -> None:
    before, after = (proposed_round.proposals.get(strategy=name) for name in ("survey", "lottery"))
    answer = desk.get(_url("show-round", proposed_round), {"before": before.pk, "after": after.pk})
    assert (answer.context["before"], answer.context["after"]) == (before, after)
    moves = answer.context["moves"]
    assert moves.gain + moves.lose + moves.same == 4
    assert "From Shared interests to Random draw" in answer.content.decode()


@pytest.mark.parametrize("asked", ["before=0&after=x", "before=99999999999999999999", "after=-1"])
def test_an_address_that_names_no_proposal_shows_the_recommended(
    desk: Client, proposed_round: MatchRound, asked: str
) -> None:
    answer = desk.get(f"{_url('show-round', proposed_round)}?{asked}")
    assert answer.status_code == 200
    assert answer.context["before"] != answer.context["after"] == answer.context["recommendation"].proposal


def test_a_proposal_that_another_beats_needs_a_checked_box(desk: Client, proposed_round: MatchRound) -> None:
    stable, lottery = (proposed_round.proposals.get(strategy=name) for name in ("choice-stable", "lottery"))
    lottery.metrics = stable.metrics | {"mean_overlap": 1.0}
    lottery.save(update_fields=["metrics"])
    box = "Publish this proposal all the same"
    assert box in _text(desk, f"{_url('show-round', proposed_round)}?proposal={stable.pk}")
    assert box not in _text(desk, f"{_url('show-round', proposed_round)}?proposal={lottery.pk}")
    data = {"proposal": stable.pk, "revision": revision_of(stable), "name": proposed_round.name}
    refused = desk.post(_url("publish-round", proposed_round), data)
    assert refused.status_code == 422
    assert "“Random draw” is at least as good in every figure" in refused.content.decode()
    assert not Offer.objects.exists()
    assert desk.post(_url("publish-round", proposed_round), data | {"although_beaten": "on"}).status_code == 302
    assert Offer.objects.exists()

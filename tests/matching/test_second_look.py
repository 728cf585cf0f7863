"""A program can ask for two coordinators: one puts a proposal forward, another publishes it."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from core.errors import DomainError, WrongState
from matching.errors import SecondCoordinatorNeeded, StaleProposal
from matching.models import MatchRound, Proposal
from matching.queries.proposals import revision_of
from matching.services.overrides import change_pair
from matching.services.publishing import publish_round
from matching.services.rounds import create_round, reopen_round
from matching.services.second_look import put_forward, take_back
from notifications.models import Message
from programs.models import Cycle, Program
from tests.conftest import SignIn
from tests.factories.programs import AppointmentFactory


@pytest.fixture
def second(program: Program) -> User:
    return AppointmentFactory.create(
        program=program, role=Role.COORDINATOR, user__given_name="Amal", user__family_name="Odhiambo"
    ).user


@pytest.fixture
def stable(proposed_round: MatchRound) -> Proposal:
    MatchRound.objects.filter(pk=proposed_round.pk).update(needs_second=True)
    return proposed_round.proposals.get(strategy="choice-stable")


def _publish(proposal: Proposal, by: User, now: datetime) -> MatchRound:
    proposal = Proposal.objects.get(pk=proposal.pk)
    return publish_round(proposal, name=proposal.round.name, by=by, now=now, although_beaten=True)


def test_one_puts_forward_and_another_publishes(
    stable: Proposal, coordinator: User, second: User, now: datetime
) -> None:
    for by in (coordinator, second):
        with pytest.raises(SecondCoordinatorNeeded, match="two coordinators"):
            _publish(stable, by, now)
    put_forward(stable, by=coordinator, now=now)
    with pytest.raises(SecondCoordinatorNeeded, match="another coordinator publishes it"):
        _publish(stable, coordinator, now)
    assert _publish(stable, second, now).state == MatchRound.State.PUBLISHED


def test_the_others_are_told_once(stable: Proposal, coordinator: User, second: User, now: datetime) -> None:
    put_forward(stable, by=coordinator, now=now)
    put_forward(stable, by=coordinator, now=now)
    assert [message.recipient for message in Message.objects.filter(event="put_forward")] == [second]


def test_the_database_holds_it(stable: Proposal, coordinator: User, second: User, now: datetime) -> None:
    done = {"state": "published", "published_at": now, "published_by": coordinator, "published_proposal": stable}
    rows = MatchRound.objects.filter(pk=stable.round_id)
    for forward in ({}, {"put_forward": stable, "put_forward_by": coordinator}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**done, **forward)
    assert rows.update(**done, put_forward=stable, put_forward_by=second) == 1


def test_what_changed_since_has_to_be_put_forward_again(
    stable: Proposal, coordinator: User, second: User, now: datetime
) -> None:
    seen = revision_of(stable)
    put_forward(stable, by=coordinator, now=now)
    pair = stable.pairs.filter(participation__isnull=False)[0]
    change_pair(stable, enrollment=pair.enrollment, participation=None, reason="Leaves.", by=second, now=now)
    with pytest.raises(SecondCoordinatorNeeded):
        _publish(stable, second, now)
    with pytest.raises(StaleProposal):
        put_forward(stable, by=second, now=now, revision=seen)
    put_forward(stable, by=second, now=now)
    assert _publish(stable, coordinator, now).published_by == coordinator


def test_another_proposal_takes_the_place_of_the_first(
    stable: Proposal, coordinator: User, second: User, now: datetime
) -> None:
    put_forward(stable, by=coordinator, now=now)
    with pytest.raises(WrongState, match="You can publish it"):
        put_forward(stable, by=second, now=now)
    other = stable.round.proposals.get(strategy="lottery")
    put_forward(other, by=second, now=now)
    with pytest.raises(SecondCoordinatorNeeded):
        _publish(stable, second, now)
    assert _publish(other, coordinator, now).published_proposal == other


def test_only_who_put_it_forward_takes_it_back(
    stable: Proposal, coordinator: User, second: User, now: datetime
) -> None:
    match_round = put_forward(stable, by=coordinator, now=now)
    with pytest.raises(WrongState):
        take_back(match_round, by=second)
    assert take_back(match_round, by=coordinator).put_forward is None
    assert take_back(match_round, by=coordinator).put_forward is None


def test_a_round_that_is_opened_again_begins_anew(stable: Proposal, coordinator: User, now: datetime) -> None:
    match_round = put_forward(stable, by=coordinator, now=now)
    reopened = reopen_round(match_round, closes_at=match_round.closes_at, now=now)
    assert (reopened.put_forward, reopened.put_forward_by) == (None, None)


@pytest.mark.parametrize("wanted", [True, False])
def test_a_round_keeps_what_the_program_asked_for_when_it_was_made(wanted: bool, cycle: Cycle, now: datetime) -> None:
    Program.objects.update(second_publisher=wanted)
    match_round = create_round(cycle=cycle, name="Main round", closes_at=now)
    Program.objects.update(second_publisher=not wanted)
    match_round.refresh_from_db()
    assert match_round.needs_second is wanted


def test_where_one_is_enough_nothing_is_put_forward(
    proposed_round: MatchRound, coordinator: User, now: datetime
) -> None:
    proposal = proposed_round.proposals.get(strategy="choice-stable")
    with pytest.raises(DomainError, match="One coordinator is enough"):
        put_forward(proposal, by=coordinator, now=now)
    _publish(proposal, coordinator, now)


def _page(client: Client, proposal: Proposal) -> str:
    url = reverse("matching:show-round", args=[proposal.round_id]) + f"?proposal={proposal.pk}"
    return " ".join(client.get(url).content.decode().split())


def test_the_page_leads_both_through_it(
    stable: Proposal, coordinator: User, second: User, sign_in: SignIn, now: datetime
) -> None:
    one, other = sign_in(coordinator), sign_in(second)
    page = _page(one, stable)
    assert "Put this proposal forward" in page
    assert "Publish this proposal" not in page
    url = reverse("matching:put-forward", args=[stable.round_id])
    data = {"proposal": stable.pk, "revision": revision_of(stable)}
    assert one.post(url, data | {"revision": "old"}).status_code == 409
    assert one.post(url, data).status_code == 302
    assert "Another coordinator publishes it." in _page(one, stable)
    assert "They’ve been told: Amal Odhiambo." in _page(one, stable)
    assert "Dana Whitlow put this proposal forward" in _page(other, stable)
    assert "Publish this proposal" in _page(other, stable)
    assert one.post(reverse("matching:take-back", args=[stable.round_id])).status_code == 302
    assert "Put this proposal forward" in _page(other, stable)


def test_a_lonely_coordinator_is_told_whom_to_ask(stable: Proposal, coordinator: User, sign_in: SignIn) -> None:
    assert "There’s no other coordinator yet." in _page(sign_in(coordinator), stable)


def test_a_coordinator_who_is_a_mentee_is_told_so(stable: Proposal, second: User, sign_in: SignIn) -> None:
    enrollment = stable.pairs.filter(participation__isnull=False)[0].enrollment
    enrollment.mentee = second
    enrollment.save()
    assert "You’re also a mentee this year, so you can’t change your own pair." in _page(sign_in(second), stable)

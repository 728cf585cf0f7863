"""A coordinator who mentors in the year that she runs does not read who ranked her, and where."""

import csv
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from matching.models import MatchRound, Proposal
from matching.services.overrides import change_pair
from matching.services.rounds import close_round
from pairs.errors import OwnPair
from people.models import MentorParticipation
from programs.models import Program
from tests.conftest import SignIn
from tests.factories.matching import PreferenceListFactory
from tests.factories.people import EnrollmentFactory
from tests.factories.programs import AppointmentFactory
from tests.rounds import run_all


@pytest.fixture
def proposal(open_round: MatchRound, mentors: list[MentorParticipation], coordinator: User, now: datetime) -> Proposal:
    """Four mentees put the coordinator, who has one place, first."""
    MentorParticipation.objects.filter(pk=mentors[0].pk).update(mentor=coordinator)
    PreferenceListFactory.create_batch(4, round=open_round, ranks=[mentors[0]])
    EnrollmentFactory.create(cycle=open_round.cycle)
    run_all(close_round(open_round, now=now), now)
    return open_round.proposals.get(strategy="choice-stable")


@pytest.fixture
def desk(coordinator: User, sign_in: SignIn) -> Client:
    return sign_in(coordinator)


@pytest.fixture
def other(program: Program) -> User:
    """A coordinator who does not take part."""
    return AppointmentFactory.create(
        program=program, role=Role.COORDINATOR, user__given_name="Amal", user__family_name="Odhiambo"
    ).user


def _round(proposal: Proposal) -> str:
    return reverse("matching:show-round", args=[proposal.round_id]) + f"?proposal={proposal.pk}"


def test_the_page_says_that_she_takes_part_and_who_else_can_run_it(
    proposal: Proposal, desk: Client, other: User, sign_in: SignIn
) -> None:
    page = desk.get(_round(proposal)).content.decode()
    assert "You’re also a mentor this year" in page
    assert "Amal Odhiambo" in page
    assert "4 first choices" not in page
    apart = sign_in(other).get(_round(proposal)).content.decode()
    assert "You’re also a mentor this year" not in apart
    assert "4 first choices" in apart


def test_files_with_lists_are_for_a_coordinator_who_does_not_take_part(
    proposal: Proposal, desk: Client, other: User, sign_in: SignIn
) -> None:
    files = [
        reverse("matching:download-instance", args=[proposal.round_id]),
        reverse("matching:download-result", args=[proposal.pk]),
        reverse("matching:download-certificate", args=[proposal.pk]),
    ]
    page = desk.get(_round(proposal)).content.decode()
    for file in files:
        assert file not in page
        assert "Another coordinator can download it" in desk.get(file, follow=True).content.decode()
        assert sign_in(other).get(file)["Content-Disposition"].startswith("attachment")


def test_her_own_rank_stands_in_no_list_of_pairs(
    proposal: Proposal, desk: Client, coordinator: User, other: User, sign_in: SignIn
) -> None:
    url = reverse("matching:export-matches", args=[proposal.round_id, "csv"]) + f"?proposal={proposal.pk}"

    def ranks(client: Client) -> list[str]:
        rows = csv.DictReader(client.get(url).content.decode("utf-8-sig").splitlines())
        return [row["rank"] for row in rows if row["mentor_email"] == coordinator.email]

    assert (ranks(desk), ranks(sign_in(other))) == ([""], ["1"])


def test_she_is_no_alternative_and_no_question_about_her_is_asked(
    proposal: Proposal, desk: Client, coordinator: User, mentors: list[MentorParticipation]
) -> None:
    """Her places in a what-if, or among the best who are left, would tell who wants her."""
    own = f'value="{mentors[0].pk}"'
    for url in (
        reverse("matching:ask-what-if", args=[proposal.round_id]),
        reverse("matching:change-pair", args=[proposal.pk]),
    ):
        page = desk.get(url).content.decode()
        choices = page.partition("<select")[2] if "change-pair" not in url else page.rpartition("<select")[2]
        assert f"{own}>{coordinator}" not in choices
    weak = desk.get(reverse("matching:list-weak-cases", args=[proposal.pk]) + "?worse_than=0").content.decode()
    assert "choice 1" not in weak


def test_nobody_moves_a_pair_of_their_own(
    proposal: Proposal, coordinator: User, other: User, mentors: list[MentorParticipation], now: datetime
) -> None:
    pair = proposal.pairs.get(participation=mentors[0])
    mentors[0].refresh_from_db()
    with pytest.raises(OwnPair):
        change_pair(proposal, enrollment=pair.enrollment, participation=None, reason="Mine.", by=coordinator, now=now)
    change_pair(proposal, enrollment=pair.enrollment, participation=None, reason="Fair.", by=other, now=now)
    with pytest.raises(OwnPair):
        change_pair(
            proposal, enrollment=pair.enrollment, participation=mentors[0], reason="Mine.", by=coordinator, now=now
        )

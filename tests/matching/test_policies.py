"""What a person can see is what `visible_to` finds, for every role and every state of a round."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from matching.models import MatchRound, Offer
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle
from tests.factories.matching import MatchRoundFactory, OfferFactory
from tests.factories.people import EnrollmentFactory
from tests.factories.programs import AppointmentFactory


@pytest.fixture
def people(
    student: User, mentor: User, coordinator: User, admin: User, safeguarding_officer: User, outsider: User
) -> list[User]:
    stranger = AppointmentFactory.create().user
    other = EnrollmentFactory.create().mentee
    return [student, mentor, coordinator, admin, safeguarding_officer, outsider, stranger, other]


@pytest.mark.parametrize("state", [state for state in MatchRound.State if state != MatchRound.State.PUBLISHED])
@pytest.mark.parametrize("opened", [True, False])
def test_rounds(state: str, opened: bool, people: list[User], cycle: Cycle) -> None:
    match_round = MatchRoundFactory.create(cycle=cycle, state=state)
    if not opened:
        match_round.opened_at = None
        match_round.save()
    student, mentor, coordinator, *_others = people
    shown = [student, mentor, coordinator] if opened and state != MatchRound.State.CANCELLED else [coordinator]
    assert [person for person in people if match_round in MatchRound.objects.visible_to(person)] == shown


def test_before_publishing_mentee_and_mentor_read_nothing_of_the_result(
    proposed_round: MatchRound, sign_in: Callable[[User], Client]
) -> None:
    proposal = proposed_round.proposals.get(strategy="choice-stable")
    pair = proposal.pairs.filter(participation__isnull=False)[0]
    assert pair.participation is not None
    pages = [
        ("list-differences", proposed_round), ("list-offers", proposed_round), ("show-result", proposed_round),
        ("download-instance", proposed_round), ("download-record", proposed_round), ("show-round", proposed_round),
        ("list-weak-cases", proposal), ("download-result", proposal), ("download-certificate", proposal),
    ]  # fmt: skip
    urls = [reverse(f"matching:{name}", args=[of.pk]) for name, of in pages]
    urls.append(reverse("matching:export-matches", args=[proposed_round.pk, "csv"]))
    for person in (pair.enrollment.mentee, pair.participation.mentor):
        browser = sign_in(person)
        assert {browser.get(url).status_code for url in urls} <= {403, 404}
        assert "Pairs are being made" in browser.get("/").content.decode()


def test_offers(people: list[User], enrollment: Enrollment, participation: MentorParticipation, cycle: Cycle) -> None:
    offer = OfferFactory.create(
        proposed_pair__proposal__round__cycle=cycle,
        proposed_pair__enrollment=enrollment,
        proposed_pair__participation=participation,
    )
    student, mentor, coordinator, admin, *_others = people
    seen_by = [person for person in people if offer in Offer.objects.visible_to(person)]
    assert seen_by == [student, mentor, coordinator, admin]

"""What a person can see is what `visible_to` finds, for every role and every state of a round."""

import pytest

from accounts.models import User
from matching.models import MatchRound, Offer
from matching.policies import can_see_offer, can_see_round
from programs.models import Cycle, Enrollment, MentorParticipation
from programs.policies import forget_standing
from tests.factories.matching import MatchRoundFactory, OfferFactory
from tests.factories.programs import AppointmentFactory, EnrollmentFactory


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
    round_ = MatchRoundFactory.create(cycle=cycle, state=state)
    if not opened:
        round_.opened_at = None
        round_.save()
    for person in people:
        forget_standing(person)
        assert can_see_round(person, round_) == MatchRound.objects.visible_to(person).filter(pk=round_.pk).exists()


def test_offers(people: list[User], enrollment: Enrollment, participation: MentorParticipation, cycle: Cycle) -> None:
    offer = OfferFactory.create(
        pair__proposal__round__cycle=cycle, pair__enrollment=enrollment, pair__participation=participation
    )
    for person in people:
        assert can_see_offer(person, offer) == Offer.objects.visible_to(person).filter(pk=offer.pk).exists()
    assert sum(can_see_offer(person, offer) for person in people) == 3

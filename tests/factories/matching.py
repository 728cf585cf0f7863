from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from matching.engine.model.draws import commitment
from matching.models import (
    Formation,
    MatchRound,
    Offer,
    PreferenceItem,
    PreferenceList,
    Proposal,
    ProposedPair,
    Strategy,
)
from tests.factories.accounts import UserFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import CycleFactory


class MatchRoundFactory(DjangoModelFactory[MatchRound]):
    """The main round of a cycle, open on 20 September 2026."""

    class Meta:
        model = MatchRound

    cycle = factory.SubFactory(CycleFactory)
    name = "Main round"
    state = MatchRound.State.OPEN
    opened_at = datetime(2026, 9, 14, 12, tzinfo=UTC)
    closes_at = datetime(2026, 9, 25, 21, tzinfo=UTC)
    seed = 4172
    nonce = "0123456789abcdef"


class PreferenceListFactory(DjangoModelFactory[PreferenceList]):
    """A submitted list. `ranks` is a list of participations, best first."""

    class Meta:
        model = PreferenceList
        skip_postgeneration_save = True

    round = factory.SubFactory(MatchRoundFactory)
    enrollment = factory.SubFactory(EnrollmentFactory, cycle=factory.SelfAttribute("..round.cycle"))
    state = PreferenceList.State.SUBMITTED
    saved_at = datetime(2026, 9, 18, 9, tzinfo=UTC)
    submitted_at = datetime(2026, 9, 18, 9, tzinfo=UTC)

    @factory.post_generation
    def ranks(self: PreferenceList, create: bool, extracted: list[object] | None, **_: object) -> None:
        for rank, participation in enumerate(extracted or [], 1):
            PreferenceItem.objects.create(preference_list=self, participation=participation, rank=rank)


class ProposalFactory(DjangoModelFactory[Proposal]):
    class Meta:
        model = Proposal

    round = factory.SubFactory(MatchRoundFactory, state=MatchRound.State.PROPOSED)
    strategy = Strategy.CHOICE_STABLE
    seed = factory.SelfAttribute("round.seed")
    state = Proposal.State.READY
    created_at = datetime(2026, 9, 25, 22, tzinfo=UTC)
    finished_at = datetime(2026, 9, 25, 22, 1, tzinfo=UTC)


class ProposedPairFactory(DjangoModelFactory[ProposedPair]):
    class Meta:
        model = ProposedPair

    proposal = factory.SubFactory(ProposalFactory)
    enrollment = factory.SubFactory(EnrollmentFactory, cycle=factory.SelfAttribute("..proposal.round.cycle"))
    participation = factory.SubFactory(
        MentorParticipationFactory, cycle=factory.SelfAttribute("..proposal.round.cycle")
    )
    rank = 1


class OfferFactory(DjangoModelFactory[Offer]):
    """A pending offer; the place that it holds is counted."""

    class Meta:
        model = Offer
        skip_postgeneration_save = True

    proposed_pair = factory.SubFactory(ProposedPairFactory)
    enrollment = factory.SelfAttribute("proposed_pair.enrollment")
    participation = factory.SelfAttribute("proposed_pair.participation")
    made_at = datetime(2026, 9, 28, 14, tzinfo=UTC)
    expires_at = datetime(2026, 10, 6, 3, 59, tzinfo=UTC)
    silence_rule = factory.SelfAttribute("proposed_pair.enrollment.cycle.program.silence_rule")

    @factory.post_generation
    def held(self: Offer, create: bool, extracted: bool | None, **_: object) -> None:
        if create and extracted is not False:
            self.participation.places_taken += 1
            self.participation.save(update_fields=["places_taken"])


def proposed(offer: Offer) -> ProposedPair:
    """The published pair of an offer that a round made."""
    if offer.proposed_pair is None:
        raise LookupError(offer)
    return offer.proposed_pair


class FormationFactory(DjangoModelFactory[Formation]):
    """A draft that asks for groups of two, each with a mentor; years are spread."""

    class Meta:
        model = Formation

    cycle = factory.SubFactory(CycleFactory, program__format="group")
    fewest = 2
    most = 2
    mentors_each = 1
    aims = factory.LazyFunction(lambda: [{"attribute": "year", "wish": "spread", "weight": 1}])
    seed = 4172
    nonce = "0123456789abcdef"
    commitment = factory.LazyAttribute(lambda made: commitment(made.seed, made.nonce))
    created_at = datetime(2026, 9, 18, 9, tzinfo=UTC)
    created_by = factory.SubFactory(UserFactory)

"""A published round stands: the database itself refuses to change it."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from matching.models import MatchRound, PairOverride, Proposal, ProposedPair, RoundSnapshot
from tests.factories.matching import ProposalFactory, ProposedPairFactory

CHANGES: dict[str, Callable[[], object]] = {
    "rename the round": lambda: MatchRound.objects.update(name="Another"),
    "take the round back": lambda: MatchRound.objects.update(state="proposed"),
    "delete the round": lambda: MatchRound.objects.all()._raw_delete("default"),
    "change the input": lambda: RoundSnapshot.objects.update(places=3),
    "delete the input": lambda: RoundSnapshot.objects.all()._raw_delete("default"),
    "change a proposal": lambda: Proposal.objects.update(metrics={"matched": 9}),
    "delete a proposal": lambda: Proposal.objects.all()._raw_delete("default"),
    "change a pair": lambda: ProposedPair.objects.update(rank=2),
    "delete a pair": lambda: ProposedPair.objects.all()._raw_delete("default"),
    "change the reason of an override": lambda: PairOverride.objects.update(reason="Because."),
    "delete an override": lambda: PairOverride.objects.all()._raw_delete("default"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_published_round_stands(published_round: MatchRound, change: str) -> None:
    with pytest.raises(IntegrityError, match="a published round cannot be changed"), transaction.atomic():
        CHANGES[change]()


def test_nothing_is_added_to_a_published_round(published_round: MatchRound) -> None:
    with pytest.raises(IntegrityError, match="a published round cannot be changed"), transaction.atomic():
        ProposedPairFactory.create(proposal=published_round.published_proposal)
    with pytest.raises(IntegrityError, match="a published round cannot be changed"), transaction.atomic():
        ProposalFactory.create(round=published_round, strategy="survey")


def test_a_proposed_round_can_change(cycle: object) -> None:
    pair = ProposedPairFactory.create(proposal__round__cycle=cycle)
    assert ProposedPair.objects.filter(pk=pair.pk).update(rank=2) == 1

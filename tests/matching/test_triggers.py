"""A published round stands: the database itself refuses to change it."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from matching.models import MatchRound, PairOverride, Proposal, ProposedPair, RoundSnapshot
from tests.factories.matching import ProposalFactory, ProposedPairFactory


@pytest.fixture
def published(cycle: object, coordinator: User) -> MatchRound:
    proposal = ProposalFactory.create(round__cycle=cycle)
    round_ = proposal.round
    pair = ProposedPairFactory.create(proposal=proposal)
    now = timezone.now()
    RoundSnapshot.objects.create(
        round=round_, instance=b"", sha256="0" * 64, mentees=1, rankers=1, mentors=1, places=2,
        excluded_pairs=0, created_at=now,
    )  # fmt: skip
    PairOverride.objects.create(
        proposal=proposal, enrollment=pair.enrollment, reason="A better fit.", made_by=coordinator, made_at=now
    )
    round_.state, round_.published_at, round_.published_by = MatchRound.State.PUBLISHED, now, coordinator
    round_.published_proposal = proposal
    round_.save()
    return round_


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
def test_a_published_round_stands(published: MatchRound, change: str) -> None:
    with pytest.raises(IntegrityError, match="a published round cannot be changed"), transaction.atomic():
        CHANGES[change]()


def test_nothing_is_added_to_a_published_round(published: MatchRound) -> None:
    with pytest.raises(IntegrityError, match="a published round cannot be changed"), transaction.atomic():
        ProposedPairFactory.create(proposal=published.published_proposal)
    with pytest.raises(IntegrityError, match="a published round cannot be changed"), transaction.atomic():
        ProposalFactory.create(round=published, strategy="survey")


def test_a_proposed_round_can_change(cycle: object) -> None:
    pair = ProposedPairFactory.create(proposal__round__cycle=cycle)
    assert ProposedPair.objects.filter(pk=pair.pk).update(rank=2) == 1

"""Publishing a proposal."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from core.errors import WrongState
from matching.errors import BeatenProposal, NameMismatch, StaleProposal, StrategyNotAllowed
from matching.models import MatchRound, Offer, Proposal
from matching.queries.deadlines import answer_deadline
from matching.queries.proposals import revision_of
from matching.services.offers import accept_offer, decline_offer, expire_offers
from matching.services.overrides import change_pair
from matching.services.publishing import publish_round
from matching.services.rounds import close_round, create_round
from matching.services.rounds import open_round as open_for_ranking
from notifications.models import Message
from pairs.models import Mentorship
from people.errors import PlacesTaken
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, Program
from tests.factories.pairs import ConflictFactory
from tests.rounds import publish, run_all


@pytest.fixture
def stable(proposed_round: MatchRound) -> Proposal:
    return proposed_round.proposals.get(strategy="choice-stable")


def test_publishing_holds_a_place_for_each_offer(stable: Proposal, coordinator: User, now: datetime) -> None:
    published = publish(stable, by=coordinator, now=now)
    assert (published.state, published.published_by, published.published_proposal) == (
        MatchRound.State.PUBLISHED,
        coordinator,
        stable,
    )
    assert Offer.objects.filter(state=Offer.State.PENDING).count() == 3
    assert [mentor.places_taken for mentor in MentorParticipation.objects.all()] == [1, 1, 1]


@pytest.mark.parametrize("pairing", [Program.Pairing.SURVEY, Program.Pairing.RANDOM])
def test_a_program_that_pairs_by_answers_or_by_draw_publishes_nothing_else(
    proposed_round: MatchRound, coordinator: User, now: datetime, pairing: str
) -> None:
    """Its mentees read what that method makes of their lists."""
    program = proposed_round.cycle.program
    program.pairing = pairing
    program.save(update_fields=["pairing"])
    own = {Program.Pairing.SURVEY: "survey", Program.Pairing.RANDOM: "lottery"}[Program.Pairing(pairing)]
    for proposal in proposed_round.proposals.exclude(strategy=own):
        with pytest.raises(StrategyNotAllowed):
            publish(proposal, by=coordinator, now=now)
    proposal = proposed_round.proposals.get(strategy=own)
    assert publish(proposal, by=coordinator, now=now).published_proposal == proposal


def test_everybody_hears_of_it_once(stable: Proposal, coordinator: User, now: datetime) -> None:
    publish(stable, by=coordinator, now=now)
    publish(stable, by=coordinator, now=now + timedelta(minutes=5))
    assert Message.objects.filter(event="match_published").count() == 6
    assert Message.objects.filter(event="offer_pending").count() == 12
    assert Message.objects.filter(event="no_match").count() == 1
    assert Offer.objects.count() == 3


def test_those_without_a_mentor_go_on_the_waiting_list(stable: Proposal, coordinator: User, now: datetime) -> None:
    publish(stable, by=coordinator, now=now)
    waiting = Enrollment.objects.get(state=Enrollment.State.WAITLISTED)
    assert waiting == stable.pairs.get(participation=None).enrollment


def test_it_asks_for_the_name_of_the_round(stable: Proposal, coordinator: User, now: datetime) -> None:
    with pytest.raises(NameMismatch):
        publish(stable, by=coordinator, now=now, name="main round")
    assert not Offer.objects.exists()


def test_a_name_with_invisible_characters_or_loose_accents_can_be_typed(
    stable: Proposal, coordinator: User, now: datetime
) -> None:
    name = stable.round.name
    pasted = "\u200b" + name.replace(" ", "\u00a0") + "\u202e e\u0301te\u0301"
    MatchRound.objects.filter(pk=stable.round_id).update(name=pasted)
    assert publish(stable, by=coordinator, now=now, name=f"{name} été").state == MatchRound.State.PUBLISHED


def test_who_looked_at_an_older_edition_is_told_that_another_was_published(
    stable: Proposal, coordinator: User, now: datetime
) -> None:
    looked_at, pair = revision_of(stable), stable.pairs.exclude(participation=None)[0]
    change_pair(stable, enrollment=pair.enrollment, participation=None, reason="-", by=coordinator, now=now)
    publish_round(
        stable, name=stable.round.name, by=coordinator, now=now, revision=revision_of(stable), although_beaten=True
    )
    publish_round(
        stable, name=stable.round.name, by=coordinator, now=now, revision=revision_of(stable), although_beaten=True
    )
    with pytest.raises(WrongState):
        publish_round(stable, name=stable.round.name, by=coordinator, now=now, revision=looked_at, although_beaten=True)
    assert Offer.objects.count() == 2


def test_a_second_proposal_is_not_published(stable: Proposal, coordinator: User, now: datetime) -> None:
    publish(stable, by=coordinator, now=now)
    other = stable.round.proposals.get(strategy="lottery")
    with pytest.raises(WrongState):
        publish(other, by=coordinator, now=now)


def test_a_conflict_that_appeared_meanwhile_stops_it(stable: Proposal, coordinator: User, now: datetime) -> None:
    pair = stable.pairs.filter(participation__isnull=False).first()
    assert pair
    assert pair.participation
    ConflictFactory.create(
        institution=stable.round.cycle.program.institution,
        mentee=pair.enrollment.mentee,
        mentor=pair.participation.mentor,
    )
    with pytest.raises(StaleProposal):
        publish(stable, by=coordinator, now=now)
    assert not Message.objects.exists()


def test_a_mentor_whose_places_went_elsewhere_stops_it(stable: Proposal, coordinator: User, now: datetime) -> None:
    MentorParticipation.objects.update(places_taken=1)
    with pytest.raises(PlacesTaken):
        publish(stable, by=coordinator, now=now)
    assert not Offer.objects.exists()


def test_an_offer_runs_to_the_end_of_a_day_at_the_school(stable: Proposal) -> None:
    deadline = answer_deadline(stable.round.cycle, datetime(2026, 9, 29, 2, tzinfo=UTC))
    assert deadline.astimezone(UTC) == datetime(2026, 10, 6, 3, 59, tzinfo=UTC)


def test_a_supplementary_round_takes_the_declined_and_leaves_accepted_pairs_alone(
    stable: Proposal, coordinator: User, cycle: Cycle, now: datetime
) -> None:
    parent = publish(stable, by=coordinator, now=now)
    declined, *others = Offer.objects.all()
    decline_offer(declined, by=declined.enrollment.mentee, now=now)
    for offer in others:
        accept_offer(offer, by=offer.enrollment.mentee, now=now)
    expire_offers(now=now + timedelta(days=30))
    pairs = set(Mentorship.objects.values_list("mentee", "mentor"))
    later = now + timedelta(days=31)
    supplement = create_round(cycle=cycle, name="Supplement", closes_at=later + timedelta(days=7), parent=parent)
    open_for_ranking(supplement, now=later)
    closed = close_round(supplement, now=later)
    assert (closed.snapshot.mentees, closed.snapshot.mentors) == (2, 1)
    run_all(closed, later)
    lottery = closed.proposals.get(strategy="lottery")
    assert not lottery.pairs.filter(enrollment=declined.enrollment, participation=declined.participation).exists(), (
        "nobody is offered again whom they declined"
    )
    publish(lottery, by=coordinator, now=later, name="Supplement")
    assert set(Mentorship.objects.values_list("mentee", "mentor")) == pairs


def test_what_another_beats_in_every_figure_is_not_published_by_a_slip(
    stable: Proposal, coordinator: User, now: datetime
) -> None:
    better = stable.round.proposals.get(strategy="lottery")
    better.metrics = stable.metrics | {"mean_overlap": 1.0}
    better.save(update_fields=["metrics"])
    with pytest.raises(BeatenProposal) as refusal:
        publish_round(stable, name=stable.round.name, by=coordinator, now=now)
    assert "“Random draw” is at least as good in every figure" in refusal.value.message
    assert not Offer.objects.exists()
    assert publish(stable, by=coordinator, now=now).published_at


def test_what_may_not_be_published_beats_nothing(stable: Proposal, coordinator: User, now: datetime) -> None:
    better = stable.round.proposals.get(strategy="lottery")
    better.metrics = stable.metrics | {"mean_overlap": 1.0}
    better.save(update_fields=["metrics"])
    MatchRound.objects.update(announced_method="choice-stable")
    assert publish(stable, by=coordinator, now=now).published_at

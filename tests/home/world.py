"""One mentee and one mentor in one cycle, to be put into any state, and what they read of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from home.standing import standing_of
from home.statuses import mentee_statuses, mentor_statuses
from matching.models import MatchRound, Offer
from matching.notices.events import MATCH_PUBLISHED
from notifications.models import Message
from pairs.models import Mentorship
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, CycleState
from programs.todo import Status
from tests.factories.matching import (
    MatchRoundFactory,
    OfferFactory,
    ProposalFactory,
    ProposedPairFactory,
)
from tests.factories.notifications import MessageFactory
from tests.factories.pairs import MentorshipFactory
from tests.factories.sessions import GroupFactory, GroupMemberFactory

NOW = datetime(2026, 9, 20, 14, tzinfo=UTC)
NEXT_ROUND = "If there’s another round this year, you’re in it. We’ll tell you when it opens."


@dataclass(slots=True)
class World:
    """One mentee and one mentor in one cycle."""

    cycle: Cycle
    enrollment: Enrollment
    participation: MentorParticipation

    def round(self, state: MatchRound.State, **fields: object) -> MatchRound:
        return MatchRoundFactory.create(cycle=self.cycle, state=state, **fields)

    def published(self, *, matched: bool = True) -> MatchRound:
        """A published round; it gave the two to each other, or nobody to either."""
        proposed = self.round(MatchRound.State.PROPOSED, closed_at=NOW - timedelta(days=1))
        proposal = ProposalFactory.create(round=proposed)
        ProposedPairFactory.create(
            proposal=proposal,
            enrollment=self.enrollment,
            participation=self.participation if matched else None,
            rank=1 if matched else None,
        )
        MatchRound.objects.filter(pk=proposed.pk).update(
            state="published", published_at=NOW, published_by=self.enrollment.mentee, published_proposal=proposal
        )
        return proposed

    def offer(self, **fields: object) -> Offer:
        pair = self.published().proposals.get().pairs.get()
        return OfferFactory.create(proposed_pair=pair, **fields)

    def unheard_offer(self, **fields: object) -> None:
        """An offer whose time is up, of which no e-mail told the mentor."""
        offer = self.offer(expires_at=NOW, **fields)
        MessageFactory.create(
            recipient=self.participation.mentor,
            event=MATCH_PUBLISHED,
            subject_pk=str(offer.pk),
            state=Message.State.UNDELIVERABLE,
        )

    def pair(self, **fields: object) -> Mentorship:
        return MentorshipFactory.create(
            cycle=self.cycle, enrollment=self.enrollment, participation=self.participation, **fields
        )

    def group(self) -> None:
        group = GroupFactory.create(cycle=self.cycle, name="Circle 3")
        GroupMemberFactory.create(group=group, user=self.enrollment.mentee)
        GroupMemberFactory.create(group=group, user=self.participation.mentor, side="mentor")

    def set_cycle(self, state: CycleState, **fields: object) -> None:
        Cycle.objects.filter(pk=self.cycle.pk).update(state=state, **fields)

    def enrolled(self, state: Enrollment.State, **fields: object) -> None:
        Enrollment.objects.filter(pk=self.enrollment.pk).update(state=state, **fields)

    def mentoring(self, state: MentorParticipation.State, **fields: object) -> None:
        MentorParticipation.objects.filter(pk=self.participation.pk).update(state=state, **fields)


def status_of_mentee(world: World) -> Status:
    rows = Enrollment.objects.filter(pk=world.enrollment.pk).select_related("cycle__program__institution")
    [status] = mentee_statuses(standing_of(world.enrollment.mentee, list(rows), []), now=NOW)
    return status


def status_of_mentor(world: World) -> Status:
    rows = MentorParticipation.objects.filter(pk=world.participation.pk)
    own = list(rows.select_related("cycle__program__institution", "mentor"))
    [status] = mentor_statuses(standing_of(world.participation.mentor, [], own), now=NOW)
    return status


State = Callable[[World], object]


def before_ranking(world: World) -> None:
    world.set_cycle(CycleState.ENROLLING, ranking_opens_at=NOW + timedelta(days=1))

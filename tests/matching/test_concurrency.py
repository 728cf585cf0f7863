"""What only PostgreSQL can show: many people at once, and what its triggers refuse."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from matching.models import Answer, MatchRound, Offer, PreferenceItem, Proposal, RoundSnapshot
from matching.services.offers import accept_offer, decline_offer, expire_offers
from matching.services.proposals import queue_proposals, run_unfinished
from matching.services.rounds import close_round
from notifications.models import Message
from pairs.imports.rosters import Assessor
from pairs.models import Conflict, Mentorship
from pairs.services.avoidances import avoid_mentor
from pairs.services.conflicts import declare_conflict, delete_conflict, settle_conflict
from pairs.services.rosters import import_roster
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle
from tests.factories.matching import OfferFactory, PreferenceListFactory, ProposalFactory
from tests.factories.pairs import ConflictFactory
from tests.factories.people import MentorParticipationFactory
from tests.matching.test_triggers import CHANGES
from tests.rounds import publish, run_all
from tests.together import at_once, results_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

CROWD = 50


def _offers(cycle: Cycle, mentor: MentorParticipation, count: int, held: int) -> list[Offer]:
    proposal = ProposalFactory.create(round__cycle=cycle)
    return [
        OfferFactory.create(proposed_pair__proposal=proposal, proposed_pair__participation=mentor, held=number < held)
        for number in range(count)
    ]


def _hour_after(offer: Offer) -> datetime:
    return offer.made_at + timedelta(hours=1)


def test_fifty_accepts_at_once_never_exceed_the_places(cycle: Cycle) -> None:
    mentor = MentorParticipationFactory.create(cycle=cycle, capacity=3)
    offers = _offers(cycle, mentor, CROWD, held=3)
    Offer.objects.update(mentor_answer=Answer.ACCEPTED)
    said = Counter(
        at_once(
            lambda offer=offer: accept_offer(offer, by=offer.enrollment.mentee, now=_hour_after(offer))  # type: ignore[misc]
            for offer in offers
        )
    )
    assert said == {"done": 3, "PlacesTaken": CROWD - 3}
    mentor.refresh_from_db()
    assert Mentorship.objects.filter(participation=mentor).count() == mentor.places_taken == mentor.capacity


def test_two_yes_at_once_begin_one_mentorship(cycle: Cycle) -> None:
    mentor = MentorParticipationFactory.create(cycle=cycle, capacity=25)
    offers = _offers(cycle, mentor, 25, held=25)
    said = Counter(
        at_once(
            lambda offer=offer, person=person: accept_offer(offer, by=person, now=_hour_after(offer))  # type: ignore[misc]
            for offer in offers
            for person in (offer.enrollment.mentee, mentor.mentor)
        )
    )
    mentor.refresh_from_db()
    assert said == {"done": CROWD}
    assert Mentorship.objects.count() == mentor.places_taken == 25


def test_a_yes_and_a_no_at_once_free_the_place_once(cycle: Cycle) -> None:
    mentor = MentorParticipationFactory.create(cycle=cycle, capacity=25)
    offers = _offers(cycle, mentor, 25, held=25)
    steps: list[Callable[[], object]] = []
    for offer in offers:
        now = _hour_after(offer)
        steps.append(lambda offer=offer, now=now: accept_offer(offer, by=offer.enrollment.mentee, now=now))  # type: ignore[misc]
        steps.append(lambda offer=offer, now=now: decline_offer(offer, by=mentor.mentor, now=now))  # type: ignore[misc]
    said = Counter(at_once(steps))
    mentor.refresh_from_db()
    assert said["done"] >= 25
    assert mentor.places_taken == 0
    assert set(Offer.objects.values_list("state", flat=True)) == {"declined"}
    assert not Mentorship.objects.exists()


def test_an_avoidance_and_the_end_of_the_time_at_once_leave_a_pair_or_a_no(cycle: Cycle) -> None:
    mentor = MentorParticipationFactory.create(cycle=cycle, capacity=25)
    offers = _offers(cycle, mentor, 25, held=25)
    over = offers[0].expires_at
    avoid = [partial(avoid_mentor, offer.enrollment, participation=mentor, now=over) for offer in offers]
    assert Counter(at_once([lambda: expire_offers(now=over), *avoid])) == {"done": 26}
    mentor.refresh_from_db()
    accepted = Offer.objects.filter(state=Offer.State.ACCEPTED).count()
    assert Offer.objects.filter(state=Offer.State.DECLINED).count() == 25 - accepted
    assert Mentorship.objects.count() == mentor.places_taken == accepted


def test_a_role_declared_many_times_at_once_is_declared_once(cycle: Cycle, mentor: User, student: User) -> None:
    def declare(by: User) -> None:
        school = cycle.program.institution
        declare_conflict(school, mentor=mentor, mentee=student, kind="family", by=by, now=timezone.now())

    assert Counter(at_once([lambda: declare(mentor), lambda: declare(student)] * 10)) == {"done": 20}
    assert Conflict.objects.count() == 2


def test_two_coordinators_close_at_once(
    open_round: MatchRound, mentors: list[MentorParticipation], now: datetime
) -> None:
    PreferenceListFactory.create(round=open_round, ranks=mentors)
    said = Counter(at_once([lambda: close_round(open_round, now=now)] * 8))
    assert said == {"done": 8}
    assert RoundSnapshot.objects.count() == 1


def test_two_coordinators_propose_at_once(closed_round: MatchRound, now: datetime) -> None:
    def propose() -> None:
        queue_proposals(closed_round, now=now)
        run_unfinished(closed_round.pk, clock=lambda: now)

    assert Counter(at_once([propose] * 4)) == {"done": 4}
    closed_round.refresh_from_db()
    assert closed_round.state == MatchRound.State.PROPOSED
    assert [proposal.pairs.count() for proposal in closed_round.proposals.all()] == [4] * 5


def test_one_of_two_proposals_published_at_once_wins(
    closed_round: MatchRound, coordinator: User, now: datetime
) -> None:
    run_all(closed_round, now)
    proposals = list(Proposal.objects.filter(strategy__in=("choice-stable", "lottery")).select_related("round"))
    said = Counter(
        at_once(
            lambda proposal=proposal: publish(proposal, by=coordinator, now=now)  # type: ignore[misc]
            for proposal in proposals * 4
        )
    )
    assert said == {"done": 4, "WrongState": 4}
    closed_round.refresh_from_db()
    assert closed_round.published_proposal in proposals
    assert Offer.objects.count() == 3
    assert sum(MentorParticipation.objects.values_list("places_taken", flat=True)) == 3
    assert Message.objects.filter(event="match_published").count() == 6


@pytest.mark.parametrize("change", CHANGES)
def test_a_published_round_stands(published_round: MatchRound, change: str) -> None:
    with pytest.raises(IntegrityError, match="a published round cannot be changed"), transaction.atomic():
        CHANGES[change]()


def test_a_list_with_a_gap_is_refused_when_the_transaction_ends(
    open_round: MatchRound, mentors: list[MentorParticipation]
) -> None:
    ranked = PreferenceListFactory.create(round=open_round, ranks=mentors)
    with pytest.raises(IntegrityError, match="without a gap"), transaction.atomic():
        ranked.items.get(rank=2).delete()
    with transaction.atomic():
        ranked.items.get(rank=2).delete()
        PreferenceItem.objects.filter(preference_list=ranked, rank=3).update(rank=2)
    assert list(ranked.items.values_list("rank", flat=True)) == [1, 2]


def test_one_roster_imported_three_times_at_once_is_imported_once(
    cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation, coordinator: User, now: datetime
) -> None:
    rows = [Assessor(participation.mentor, enrollment.mentee, Conflict.Kind.GRADES, "Surgery II", None, None)]
    imports = [lambda: import_roster(cycle.program, rows=rows, by=coordinator, now=now)] * 3
    assert sorted(results_at_once(imports)) == [0, 0, 1]  # type: ignore[type-var]
    assert Conflict.objects.count() == 1


def test_closing_a_case_while_the_conflict_is_deleted_does_no_harm(
    cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation, coordinator: User, now: datetime
) -> None:
    for _attempt in range(5):
        conflict = ConflictFactory.create(
            institution=cycle.program.institution, mentor=participation.mentor, mentee=enrollment.mentee
        )
        same = Conflict.objects.get(pk=conflict.pk)
        steps = [
            lambda conflict=conflict: delete_conflict(conflict),
            lambda same=same: settle_conflict(same, program=cycle.program, by=coordinator, now=now),
        ]
        assert at_once(steps) == ["done", "done"]
        assert not Conflict.objects.exists()

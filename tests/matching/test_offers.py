"""Answers to an offer, and the places that they use."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from core.errors import WrongState
from matching.models import DeclineReason, Offer
from matching.queries.eligibility import disclosed_exclusions
from matching.services.offers import accept_offer, decline_offer, expire_offers
from notifications.models import Message
from pairs.errors import AlreadyPaired, RuledOut
from pairs.models import Conflict, Mentorship, Origin
from pairs.services.conflicts import declare_conflict, settle_conflict
from people.errors import PlacesTaken
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, Program
from tests.factories.matching import OfferFactory, ProposalFactory
from tests.factories.pairs import MentorshipFactory
from tests.factories.programs import ProgramFactory

State = Offer.State


@pytest.fixture
def offer(enrollment: Enrollment, participation: MentorParticipation, cycle: Cycle) -> Offer:
    return OfferFactory.create(
        proposed_pair__proposal__round__cycle=cycle,
        proposed_pair__enrollment=enrollment,
        proposed_pair__participation=participation,
    )


@pytest.fixture
def later(offer: Offer) -> datetime:
    """Two days after the offer was made."""
    return offer.made_at + timedelta(days=2)


def _places(offer: Offer) -> int:
    return MentorParticipation.objects.get(pk=offer.participation_id).places_taken


def test_one_yes_is_not_yet_a_pair(offer: Offer, later: datetime) -> None:
    answered = accept_offer(offer, by=offer.enrollment.mentee, now=later)
    assert (answered.state, answered.mentee_answered_at) == (State.PENDING, later)
    assert not Mentorship.objects.exists()
    assert _places(offer) == 1


def test_two_yes_begin_the_mentorship_in_the_place_that_was_held(offer: Offer, later: datetime) -> None:
    accept_offer(offer, by=offer.enrollment.mentee, now=later)
    accept_offer(offer, by=offer.participation.mentor, now=later)
    pair = Mentorship.objects.get()
    assert (pair.mentee, pair.mentor) == (offer.enrollment.mentee, offer.participation.mentor)
    assert (pair.origin, pair.state) == (Origin.CHOSEN, Mentorship.State.ACTIVE)
    assert Enrollment.objects.get(pk=offer.enrollment_id).state == Enrollment.State.MATCHED
    assert _places(offer) == 1
    assert Message.objects.filter(event="pair_started").count() == 2


def test_a_repeated_yes_changes_nothing(offer: Offer, later: datetime) -> None:
    for person in (offer.enrollment.mentee, offer.participation.mentor, offer.enrollment.mentee):
        accept_offer(offer, by=person, now=later)
    assert Mentorship.objects.count() == 1


def test_a_no_frees_the_place_and_tells_the_other_neutrally(offer: Offer, later: datetime) -> None:
    accept_offer(offer, by=offer.participation.mentor, now=later)
    declined = decline_offer(offer, by=offer.enrollment.mentee, reason="I would rather not say.", now=later)
    assert declined.state == State.DECLINED
    assert _places(offer) == 0
    assert Enrollment.objects.get(pk=offer.enrollment_id).state == Enrollment.State.WAITLISTED
    assert [message.recipient for message in Message.objects.all()] == [offer.participation.mentor]


def test_a_reason_is_unreadable_in_the_database(offer: Offer, later: datetime) -> None:
    decline_offer(offer, by=offer.enrollment.mentee, reason="Too far away", shared=True, now=later)
    reason = DeclineReason.objects.get()
    assert (reason.text, reason.shared, reason.writer) == ("Too far away", True, offer.enrollment.mentee)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM matching_declinereason")
        assert b"far" not in bytes(cursor.fetchone()[0])


def test_no_reason_is_kept_when_none_is_given(offer: Offer, later: datetime) -> None:
    decline_offer(offer, by=offer.participation.mentor, reason="  ", now=later)
    assert not DeclineReason.objects.exists()


def test_after_a_no_there_is_no_yes(offer: Offer, later: datetime) -> None:
    decline_offer(offer, by=offer.enrollment.mentee, now=later)
    with pytest.raises(WrongState):
        accept_offer(offer, by=offer.participation.mentor, now=later)
    assert _places(offer) == 0


def test_after_both_said_yes_there_is_no_no(offer: Offer, later: datetime) -> None:
    accept_offer(offer, by=offer.enrollment.mentee, now=later)
    accept_offer(offer, by=offer.participation.mentor, now=later)
    with pytest.raises(WrongState):
        decline_offer(offer, by=offer.enrollment.mentee, now=later)


def test_an_answer_after_the_deadline_is_refused(offer: Offer) -> None:
    with pytest.raises(WrongState):
        accept_offer(offer, by=offer.enrollment.mentee, now=offer.expires_at)


def test_silence_counts_as_yes_where_the_program_says_so(offer: Offer) -> None:
    assert expire_offers(now=offer.expires_at - timedelta(seconds=1)) == 0
    assert expire_offers(now=offer.expires_at) == 1
    offer.refresh_from_db()
    assert (offer.state, offer.mentee_answer) == (State.ACCEPTED, "none")
    assert Mentorship.objects.count() == 1


def test_an_offer_keeps_what_both_were_told_of_silence(offer: Offer, program: Program) -> None:
    Program.objects.filter(pk=program.pk).update(silence_rule=Program.SilenceRule.EXPIRE)
    assert expire_offers(now=offer.expires_at) == 1
    offer.refresh_from_db()
    assert offer.state == State.ACCEPTED


def test_silence_counts_as_no_where_the_program_says_so(offer: Offer, program: Program) -> None:
    Offer.objects.update(silence_rule=Program.SilenceRule.EXPIRE)
    assert expire_offers(now=offer.expires_at) == 1
    assert expire_offers(now=offer.expires_at) == 0
    offer.refresh_from_db()
    assert offer.state == State.EXPIRED
    assert _places(offer) == 0
    assert not Mentorship.objects.exists()


def test_a_mentee_who_found_a_mentor_meanwhile_keeps_that_one(offer: Offer, cycle: Cycle, later: datetime) -> None:
    MentorshipFactory.create(cycle=cycle, enrollment=offer.enrollment)
    accept_offer(offer, by=offer.participation.mentor, now=later)
    with pytest.raises(AlreadyPaired):
        accept_offer(offer, by=offer.enrollment.mentee, now=later)
    assert expire_offers(now=offer.expires_at) == 1
    offer.refresh_from_db()
    assert offer.state == State.EXPIRED
    assert _places(offer) == 0


@pytest.fixture
def conflict(offer: Offer, program: Program) -> Conflict:
    """Known since the offer was made."""
    return Conflict.objects.create(
        institution=program.institution,
        mentor=offer.participation.mentor,
        mentee=offer.enrollment.mentee,
        kind=Conflict.Kind.GRADES,
    )


def test_no_pair_begins_with_a_conflict(offer: Offer, conflict: Conflict, later: datetime) -> None:
    accept_offer(offer, by=offer.enrollment.mentee, now=later)
    with pytest.raises(RuledOut):
        accept_offer(offer, by=offer.participation.mentor, now=later)
    assert expire_offers(now=offer.expires_at) == 1
    offer.refresh_from_db()
    assert offer.state == State.EXPIRED
    assert _places(offer) == 0
    assert not Mentorship.objects.exists()


def test_a_closed_case_lets_the_offered_pair_begin_and_forbids_it_in_rounds(
    offer: Offer, conflict: Conflict, program: Program, coordinator: User, later: datetime
) -> None:
    elsewhere = ProgramFactory.create(institution=program.institution)
    settle_conflict(conflict, program=elsewhere, by=coordinator, now=later)
    accept_offer(offer, by=offer.enrollment.mentee, now=later)
    with pytest.raises(RuledOut):
        accept_offer(offer, by=offer.participation.mentor, now=later)
    settle_conflict(conflict, program=program, by=coordinator, now=later)
    accept_offer(offer, by=offer.participation.mentor, now=later)
    assert Mentorship.objects.count() == 1
    Offer.objects.update(mentorship=None)
    Mentorship.objects.all().delete()
    pair = (offer.enrollment.mentee_id, offer.participation.mentor_id)
    assert pair in disclosed_exclusions(offer.enrollment.cycle, now=later)


def test_another_conflict_still_stands_in_the_way(
    offer: Offer, conflict: Conflict, program: Program, coordinator: User, later: datetime
) -> None:
    settle_conflict(conflict, program=program, by=coordinator, now=later)
    people = {"mentor": offer.participation.mentor, "mentee": offer.enrollment.mentee}
    declare_conflict(program.institution, **people, kind=conflict.kind, by=offer.enrollment.mentee, now=later)
    assert expire_offers(now=offer.expires_at) == 1
    assert not Mentorship.objects.exists()


def test_a_pair_begins_with_a_conflict_where_the_program_only_warns(
    offer: Offer, conflict: Conflict, program: Program
) -> None:
    program.conflict_policy = Program.ConflictPolicy.WARN
    program.save()
    assert expire_offers(now=offer.expires_at) == 1
    assert Mentorship.objects.count() == 1


def test_no_more_pairs_begin_than_there_are_places(cycle: Cycle, participation: MentorParticipation) -> None:
    """Even when offers were made for more places than the mentor has."""
    proposal = ProposalFactory.create(round__cycle=cycle)
    offers = [
        OfferFactory.create(
            proposed_pair__proposal=proposal, proposed_pair__participation=participation, held=number < 2
        )
        for number in range(4)
    ]
    begun = 0
    for offer in offers:
        now = offer.made_at + timedelta(hours=1)
        accept_offer(offer, by=participation.mentor, now=now)
        try:
            accept_offer(offer, by=offer.enrollment.mentee, now=now)
            begun += 1
        except PlacesTaken:
            pass
    assert begun == participation.capacity == Mentorship.objects.count()


def test_the_database_refuses_more_held_places_than_capacity(participation: MentorParticipation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        MentorParticipation.objects.filter(pk=participation.pk).update(places_taken=participation.capacity + 1)

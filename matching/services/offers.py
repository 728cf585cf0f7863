"""Answers to offers. A pair begins when both said yes, or by the program's rule for silence."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from matching.models import Answer, DeclineReason, Offer, ProposedPair, Strategy
from matching.notices.reach import unreached_by
from matching.services.announcements import announce_closed_offer
from matching.services.ranking_notices import schedule_ranking
from pairs.errors import AlreadyPaired, RuledOut
from pairs.models import Origin
from pairs.queries.eligibility import is_avoided, live_mentors
from pairs.services.mentorships import start_mentorship
from people.errors import PlacesTaken
from people.models import Enrollment
from people.services.enrollments import keep_waiting
from people.services.places import free_place, lock_participation
from programs.models import Program

State = Offer.State


def lock_offer(offer: Offer) -> Offer:
    """The offer as it stands now; its participation, enrollment and itself are locked, in this order."""
    participation = lock_participation(offer.participation_id)
    list(Enrollment.objects.select_for_update(of=("self",)).filter(pk=offer.enrollment_id))
    related = ("enrollment__mentee", "enrollment__cycle__program__institution", "participation__mentor")
    offers = Offer.objects.select_for_update(of=("self",)).select_related(*related, "proposed_pair__proposal__round")
    [offer] = offers.filter(pk=offer.pk)
    mentor = offer.participation.mentor
    offer.participation = participation
    participation.mentor = mentor
    return offer


def _side(offer: Offer, person: User) -> str:
    return "mentee" if offer.enrollment.mentee_id == person.pk else "mentor"


@transaction.atomic
def accept_offer(offer: Offer, *, by: User, now: datetime) -> Offer:
    """Record the yes of one of the two; with the second one the mentorship begins. A repeated yes changes nothing.

    Raises:
        WrongState: the offer is declined or ran out.
        PlacesTaken: the mentor's places are used otherwise.
        AlreadyPaired: the mentee has as many mentors by now as the round gives.
        RuledOut: a conflict came between the two since the round was published.
    """
    offer = lock_offer(offer)
    side = _side(offer, by)
    if getattr(offer, f"{side}_answer") == Answer.ACCEPTED:
        return offer
    _require_pending(offer, now)
    _answer(offer, side, Answer.ACCEPTED, now)
    if offer.mentee_answer == offer.mentor_answer == Answer.ACCEPTED:
        _start(offer, now)
    offer.save()
    return offer


@transaction.atomic
def decline_offer(offer: Offer, *, by: User, reason: str = "", shared: bool = False, now: datetime) -> Offer:
    """Record a no and free the place. A repeated no changes nothing.

    The reason is private to `by` and encrypted at rest; the coordinators may read it only when it is `shared`.

    Raises:
        WrongState: the pair began already, or the offer ran out.
    """
    offer = lock_offer(offer)
    side = _side(offer, by)
    if getattr(offer, f"{side}_answer") == Answer.DECLINED:
        return offer
    _require_pending(offer, now)
    if reason.strip():
        DeclineReason.objects.create(id=uuid.uuid4(), offer=offer, writer=by, text=reason.strip(), shared=shared)
    _decline(offer, side, now)
    return offer


@transaction.atomic
def decline_offers_between(*, mentee: User, mentor: User, now: datetime) -> None:
    """Say no for the mentee to what is pending between the two, be its time up: no pair begins against their wish."""
    pending = Offer.objects.pending().filter(enrollment__mentee=mentee, participation__mentor=mentor)
    for offer in map(lock_offer, pending.order_by("participation_id", "pk")):
        if offer.state == State.PENDING:
            _decline(offer, "mentee", now)


def expire_offers(*, now: datetime) -> int:
    """Settle every offer whose time is up by the program's rule for silence. Returns how many were settled.

    Silence of somebody whom no message about the offer reached is no answer: such an offer stays open.
    """
    due = Offer.objects.pending().filter(expires_at__lte=now).order_by("participation_id", "pk")
    return sum(_expire(offer, now) for offer in due)


@transaction.atomic
def withdraw_offer(offer: Offer, *, now: datetime) -> None:
    """Take a pending offer back, because one of the two left the cycle; the place is free again."""
    offer = lock_offer(offer)
    if offer.state == State.PENDING:
        _close(offer, State.EXPIRED, now)


@transaction.atomic
def _expire(offer: Offer, now: datetime) -> int:
    offer = lock_offer(offer)
    if offer.state != State.PENDING or offer.expires_at > now or unreached_by(offer, now=now):
        return 0
    if offer.silence_rule != Program.SilenceRule.ACCEPT:
        _close(offer, State.EXPIRED, now)
    elif _mentee_avoids(offer):
        # At the last moment, as a no of theirs could have been: not when somebody happens to settle it.
        _decline(offer, "mentee", offer.expires_at)
    else:
        try:
            _start(offer, now)
        except (AlreadyPaired, PlacesTaken, RuledOut):
            _close(offer, State.EXPIRED, now)
        else:
            offer.save()
    return 1


def _mentee_avoids(offer: Offer) -> bool:
    """Whether a silent mentee said elsewhere that they would rather not: then the silence is a plain no."""
    mentee, mentor = offer.enrollment.mentee_id, offer.participation.mentor_id
    return offer.mentee_answer == Answer.NONE and is_avoided(mentee=mentee, mentor=mentor)


def _require_pending(offer: Offer, now: datetime) -> None:
    if offer.state != State.PENDING:
        raise WrongState(_("This offer was settled before your answer arrived."))
    if offer.expires_at <= now and not unreached_by(offer, now=now):
        raise WrongState(_("The time to answer this offer is over."))


def _answer(offer: Offer, side: str, answer: Answer, now: datetime) -> None:
    setattr(offer, f"{side}_answer", answer)
    setattr(offer, f"{side}_answered_at", now)


def _decline(offer: Offer, side: str, now: datetime) -> None:
    _answer(offer, side, Answer.DECLINED, now)
    _close(offer, State.DECLINED, now)


def close_offer(offer: Offer, now: datetime) -> None:
    """Close a pending offer that the caller has locked, without a no of anybody; the place is free again."""
    _close(offer, State.EXPIRED, now)


def _close(offer: Offer, state: Offer.State, now: datetime) -> None:
    offer.state = state
    offer.save()
    free_place(offer.participation)
    if not Offer.objects.pending().filter(enrollment=offer.enrollment_id).exists():
        keep_waiting([offer.enrollment_id])
    announce_closed_offer(offer, now=now)
    schedule_ranking(offer.enrollment.cycle, now=now, mentees=[offer.enrollment.mentee_id])


def _start(offer: Offer, now: datetime) -> None:
    """Start the mentorship: the mentee's first, or where the round gives two one beside it.

    Raises:
        AlreadyPaired, PlacesTaken, RuledOut: as `start_mentorship`.
    """
    proposed, enrollment = offer.proposed_pair, offer.enrollment
    others = live_mentors(enrollment.cycle_id, mentee=enrollment.mentee_id)
    if others >= offer.mentors_each:
        raise AlreadyPaired
    offer.mentorship = start_mentorship(
        enrollment,
        participation=offer.participation,
        origin=origin_of(proposed),
        rank=proposed.rank if proposed else None,
        primary=not others,
        now=now,
    )
    offer.state = State.ACCEPTED


def origin_of(pair: ProposedPair | None) -> Origin:
    """How the pair came about: by hand, by lot, from the mentee's list, or from what both filled in."""
    if pair is None or pair.overridden:
        return Origin.ASSIGNED
    if pair.proposal.strategy == Strategy.LOTTERY:
        return Origin.RANDOM
    chosen = pair.rank is not None and pair.proposal.strategy != Strategy.SURVEY
    return Origin.CHOSEN if chosen else Origin.SURVEY

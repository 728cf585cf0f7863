"""Answers to offers. A pair begins when both said yes, or by the program's rule for silence."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from matching.errors import AlreadyPaired, PlacesTaken, RuledOut, WrongState
from matching.models import Answer, DeclineReason, Mentorship, Offer, Origin, ProposedPair, Strategy
from matching.selectors.eligibility import is_avoided, stands_in_conflict
from matching.selectors.reach import unreached_by
from matching.services.announcements import announce_closed_offer, announce_start
from matching.services.places import free_place, lock_participation, require_place_for_one_more
from matching.services.ranking_news import schedule_ranking
from programs.models import Enrollment, Program

State = Offer.State


def lock_offer(offer: Offer) -> Offer:
    """The offer as it stands now; its participation, enrollment and itself are locked, in this order."""
    participation = lock_participation(offer.participation_id)
    list(Enrollment.objects.select_for_update(of=("self",)).filter(pk=offer.enrollment_id))
    related = ("enrollment__mentee", "enrollment__cycle__program__institution", "participation__mentor")
    offers = Offer.objects.select_for_update(of=("self",)).select_related(*related, "pair__proposal")
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
        AlreadyPaired: the mentee has a mentor by now.
        RuledOut: a conflict came between the two since the round was published.
    """
    offer = lock_offer(offer)
    side = _side(offer, by)
    if getattr(offer, f"{side}_answer") == Answer.ACCEPTED:
        return offer
    _require_pending(offer, now)
    _answer(offer, side, Answer.ACCEPTED, now)
    if offer.mentee_answer == offer.mentor_answer == Answer.ACCEPTED:
        _begin(offer, now)
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
    pending = Offer.objects.filter(state=State.PENDING, enrollment__mentee=mentee, participation__mentor=mentor)
    for offer in map(lock_offer, pending.order_by("participation_id", "pk")):
        if offer.state == State.PENDING:
            _decline(offer, "mentee", now)


def expire_offers(*, now: datetime) -> int:
    """Settle every offer whose time is up by the program's rule for silence. Returns how many were settled.

    Silence of somebody whom no message about the offer reached is no answer: such an offer stays open.
    """
    due = Offer.objects.filter(state=State.PENDING, expires_at__lte=now).order_by("participation_id", "pk")
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
    elif _would_rather_not(offer):
        _decline(offer, "mentee", now)
    else:
        try:
            _begin(offer, now)
        except (AlreadyPaired, PlacesTaken, RuledOut):
            _close(offer, State.EXPIRED, now)
        else:
            offer.save()
    return 1


def _would_rather_not(offer: Offer) -> bool:
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
    _put_back(offer.enrollment)
    announce_closed_offer(offer, now=now)
    schedule_ranking(offer.enrollment.cycle, now=now, mentees=[offer.enrollment.mentee_id])


def _put_back(enrollment: Enrollment) -> None:
    """The mentee waits for the supplementary round."""
    if enrollment.state == Enrollment.State.COMPLETE:
        enrollment.state = Enrollment.State.WAITLISTED
        enrollment.save(update_fields=["state"])


def _has_mentor(enrollment: Enrollment) -> bool:
    live = Mentorship.objects.filter(cycle_id=enrollment.cycle_id, mentee_id=enrollment.mentee_id, primary=True)
    return live.filter(state__in=Mentorship.LIVE).exclude(origin=Origin.INFORMAL).exists()


def _begin(offer: Offer, now: datetime) -> None:
    """Start the mentorship; the place that the offer held is now the pair's.

    Raises:
        AlreadyPaired: the mentee has a mentor in this cycle.
        PlacesTaken: another pair would be one too many.
        RuledOut: a conflict stands between the two whose case the coordinators have not closed.
    """
    cycle = offer.enrollment.cycle
    mentee, mentor = offer.enrollment.mentee_id, offer.participation.mentor_id
    if _has_mentor(offer.enrollment):
        raise AlreadyPaired
    require_place_for_one_more(offer.participation)
    if stands_in_conflict(cycle, mentee=mentee, mentor=mentor, day=cycle.local_day(now)):
        raise RuledOut
    offer.state = State.ACCEPTED
    mentorship = Mentorship.objects.create(
        cycle=cycle,
        mentee_id=mentee,
        mentor_id=mentor,
        enrollment=offer.enrollment,
        participation=offer.participation,
        offer=offer,
        origin=origin_of(offer.pair),
        state=Mentorship.State.ACTIVE,
        started_on=max(cycle.local_day(now), cycle.running_from),
    )
    Enrollment.objects.filter(pk=offer.enrollment_id).update(state=Enrollment.State.MATCHED)
    announce_start(mentorship, now=now)


def origin_of(pair: ProposedPair) -> Origin:
    """How the pair came about: by hand, by lot, from the mentee's list, or from what both filled in."""
    if pair.overridden:
        return Origin.ASSIGNED
    if pair.proposal.strategy == Strategy.LOTTERY:
        return Origin.RANDOM
    chosen = pair.rank is not None and pair.proposal.strategy != Strategy.SURVEY
    return Origin.CHOSEN if chosen else Origin.SURVEY

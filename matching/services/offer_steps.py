"""What coordinators do with an offer that waits for answers: more time, a reminder, taking it back, an answer for
somebody who gave it elsewhere.
"""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import DomainError, WrongState
from matching.errors import OwnOffer
from matching.models import Answer, Offer, RecordedAnswer
from matching.services.announcements import announce_again, announce_recorded_answer, remind_of_offer
from matching.services.offers import accept_offer, close_offer, decline_offer, lock_offer
from programs.models import StaffStep
from programs.services.staff_steps import record_step


@transaction.atomic
def give_time(offer: Offer, *, until: datetime, by: User, now: datetime) -> StaffStep:
    """Let both answer until a later time, and write to them again.

    Args:
        offer: one that waits for answers, its time over or not.
        until: the new end.
        by: the coordinator.
        now: the instant.

    Raises:
        WrongState: the offer is settled.
        DomainError: the new end is not later than the old one.
        OwnOffer: the offer was made to `by`.
    """
    offer = _locked(offer, by)
    if until <= max(offer.expires_at, now):
        raise DomainError(_("It already has this much time."), field="until")
    before = {
        "until": offer.expires_at.isoformat(),
        "moved_to": until.isoformat(),
        "told_at": offer.told_at and offer.told_at.isoformat(),
        "answers": [offer.mentee_answer, offer.mentor_answer],
    }
    offer.expires_at, offer.told_at = until, None
    offer.save(update_fields=["expires_at", "told_at"])
    announce_again(offer, now=now)
    return keep_offer_step(offer, "offer_extended", by=by, now=now, before=before)


@transaction.atomic
def remind(offer: Offer, *, by: User, now: datetime) -> None:
    """Remind at once whoever of the two has not answered; once a day.

    Raises:
        WrongState: the offer is settled, or its time is over.
        OwnOffer: the offer was made to `by`.
        DomainError: they were reminded today.
    """
    offer = _locked(offer, by)
    if offer.expires_at <= now:
        raise WrongState(_("The time to answer is over. Give more time instead."))
    if not remind_of_offer(offer, now=now):
        raise DomainError(_("Was reminded today."))


@transaction.atomic
def take_back(offer: Offer, *, by: User, now: datetime) -> StaffStep:
    """Close an offer that waits for answers; the place is free again, and nobody is said to have declined.

    Raises:
        WrongState: the offer is settled.
        OwnOffer: the offer was made to `by`.
    """
    offer = _locked(offer, by)
    before = {"state": offer.enrollment.state}
    close_offer(offer, now)
    return keep_offer_step(offer, "offer_taken_back", by=by, now=now, before=before)


@transaction.atomic
def answer_for(offer: Offer, *, person: User, accept: bool, note: str, by: User, now: datetime) -> RecordedAnswer:
    """Record what somebody answered by another way, such as the phone. They are told that it is recorded.

    Args:
        offer: one that waits for answers.
        person: one of its two people.
        accept: whether they said yes.
        note: how the coordinator knows; for coordinators, encrypted.
        by: the coordinator.
        now: the instant.

    Raises:
        WrongState: the offer is settled, its time is over, or the person has answered.
        OwnOffer: the offer was made to `by`.
        PlacesTaken, AlreadyPaired, RuledOut: as `accept_offer`.
    """
    held = _locked(offer, by)
    side = "mentee" if held.enrollment.mentee_id == person.pk else "mentor"
    if getattr(held, f"{side}_answer") != Answer.NONE:
        raise WrongState(_("They have answered already."))
    if accept:
        accept_offer(held, by=person, now=now)
    else:
        decline_offer(held, by=person, now=now)
    recorded = RecordedAnswer.objects.create(
        id=uuid.uuid4(),
        offer=held,
        person=person,
        answer=Answer.ACCEPTED if accept else Answer.DECLINED,
        note=note,
        by=by,
        recorded_at=now,
    )
    announce_recorded_answer(held, person, now=now)
    keep_offer_step(held, "answer_recorded", by=by, now=now)
    return recorded


def keep_offer_step(offer: Offer, kind: str, **more: Any) -> StaffStep:
    """Keep a step about an offer, inside the transaction that takes it; `more` as for `record_step`."""
    people: dict[str, Any] = {"person": offer.enrollment.mentee, "other": offer.participation.mentor}
    program, subject = offer.enrollment.cycle.program, f"offer:{offer.pk}"
    return record_step(program, kind=kind, subject=subject, **people, **more)


def locked_offer_of(step: StaffStep, by: User) -> Offer:
    """The offer that a step is about, locked.

    Raises:
        OwnOffer: it was made to `by`.
    """
    [offer] = map(lock_offer, Offer.objects.filter(pk=step.subject_pk))
    if by.pk in (offer.enrollment.mentee_id, offer.participation.mentor_id):
        raise OwnOffer
    return offer


def _locked(offer: Offer, by: User) -> Offer:
    offer = lock_offer(offer)
    if by.pk in (offer.enrollment.mentee_id, offer.participation.mentor_id):
        raise OwnOffer
    if offer.state != Offer.State.PENDING:
        raise WrongState(_("This offer is settled."))
    return offer

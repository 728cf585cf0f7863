"""Offers whose time is up while no e-mail reached one of the two: they stay open until a coordinator goes on."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import WrongState
from matching.models import Offer
from matching.notices.reach import unreached_by
from matching.queries.deadlines import answer_deadline
from matching.services.announcements import announce_again
from matching.services.offers import close_offer, lock_offer


def is_held_open(offer: Offer, *, now: datetime) -> bool:
    """Whether the time is up and silence would be no answer."""
    return offer.state == Offer.State.PENDING and offer.expires_at <= now and bool(unreached_by(offer, now=now))


@transaction.atomic
def extend_offer(offer: Offer, *, told: bool, now: datetime) -> None:
    """Give both as many days as an offer has, from now on, and write to them again.

    Args:
        offer: one that is held open.
        told: the coordinator has told them by another way: when this time is up, silence counts.
        now: when the new time begins.

    Raises:
        WrongState: the offer is not held open any more.
    """
    offer = _locked(offer, now)
    offer.expires_at = answer_deadline(offer.enrollment.cycle, now)
    offer.told_at = now if told else None
    offer.save(update_fields=["expires_at", "told_at"])
    announce_again(offer, now=now)


@transaction.atomic
def close_held_offer(offer: Offer, *, now: datetime) -> None:
    """Close an offer that is held open; the place is free again, and nobody is said to have declined.

    Raises:
        WrongState: the offer is not held open any more.
    """
    close_offer(_locked(offer, now), now)


def _locked(offer: Offer, now: datetime) -> Offer:
    offer = lock_offer(offer)
    if not is_held_open(offer, now=now):
        raise WrongState(_("This offer is no longer held open."))
    return offer

"""Taking steps about offers back: one that was taken back waits for answers again, a new deadline is the old one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from matching.models import Offer
from matching.services.announcements import announce_as_before
from matching.services.offer_steps import locked_offer_of
from matching.services.offers import lock_offer
from pairs.errors import NotEligible
from pairs.queries.eligibility import is_avoided, live_mentors, stands_in_conflict
from people.models import Enrollment, MentorParticipation
from people.services.places import hold_places
from people.services.withdrawals import Ended, Record
from programs.models import StaffStep


def undo_taking_back(step: StaffStep, by: User, now: datetime) -> None:
    """The offer waits for answers again, and both are told.

    Raises:
        OwnOffer: it was made to `by`.
        WrongState, PlacesTaken, NotEligible: as `_reopen`.
    """
    offer = locked_offer_of(step, by)
    _reopen(offer, now)
    if step.before["state"] == Enrollment.State.ENROLLED:
        left = Enrollment.objects.filter(pk=offer.enrollment_id, state=Enrollment.State.WAITLISTED)
        left.update(state=Enrollment.State.ENROLLED)


def undo_more_time(step: StaffStep, by: User, now: datetime) -> None:
    """The offer ends when it would have ended, and both are told.

    Raises:
        OwnOffer: it was made to `by`.
        WrongState: somebody has answered since, the end was changed again, or the old end has passed.
    """
    offer = locked_offer_of(step, by)
    until, moved_to = (datetime.fromisoformat(str(step.before[name])) for name in ("until", "moved_to"))
    if offer.state != Offer.State.PENDING or offer.expires_at != moved_to:
        raise WrongState(_("The offer is settled, or its deadline was changed again since."))
    if [offer.mentee_answer, offer.mentor_answer] != step.before["answers"]:
        raise WrongState(_("One of them has answered in the new time, so the deadline stays."))
    if until <= now:
        raise WrongState(_("The old deadline has passed, so the new one stays."))
    told = step.before["told_at"]
    offer.expires_at, offer.told_at = until, datetime.fromisoformat(str(told)) if told else None
    offer.save(update_fields=["expires_at", "told_at"])
    announce_as_before(offer, now=now)


def offers_that_end(record: Record) -> Ended:
    """The offers that are taken back when a mentee or a mentor is withdrawn."""
    side = "participation" if isinstance(record, MentorParticipation) else "enrollment"
    rows = Offer.objects.pending().filter(**{side: record}).order_by("participation_id", "pk")
    return {str(row.pk): {"participation": row.participation_id} for row in rows}


def restore_offers(_record: Record, rows: Mapping[str, Any], now: datetime) -> None:
    """Let offers to a mentee or a mentor who is back wait for answers again. Raises as `_reopen`."""
    for offer in Offer.objects.filter(pk__in=map(int, rows)).order_by("participation_id", "pk"):
        _reopen(lock_offer(offer), now)


def _reopen(offer: Offer, now: datetime) -> None:
    """Let an offer that the caller has locked wait for answers again.

    Raises:
        WrongState: it is open or was answered, its time is over, or one of the two has left or was paired otherwise.
        PlacesTaken: the mentor's place was given to somebody else.
        NotEligible: the two may not be paired; which rule, is not said.
    """
    enrollment, participation, cycle = offer.enrollment, offer.participation, offer.enrollment.cycle
    if offer.state != Offer.State.EXPIRED:
        raise WrongState(_("This offer is settled."))
    if offer.expires_at <= now:
        raise WrongState(_("The time to answer this offer is over."))
    if not enrollment.takes_part or not participation.takes_part:
        raise WrongState(_("One of the two has left the year since."))
    others = Offer.objects.pending().filter(enrollment=enrollment).count()
    if others + live_mentors(cycle.pk, mentee=enrollment.mentee_id) >= offer.mentors_each:
        raise WrongState(_("The mentee has another offer or a mentor by now."))
    people = (enrollment.mentee_id, participation.mentor_id)
    ruled_out = stands_in_conflict(cycle, mentee=people[0], mentor=people[1], day=cycle.local_day(now))
    if ruled_out or is_avoided(mentee=people[0], mentor=people[1]):
        raise NotEligible
    hold_places([participation.pk])
    offer.state = Offer.State.PENDING
    offer.save(update_fields=["state"])
    announce_as_before(offer, now=now)

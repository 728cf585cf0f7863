"""An offer that a coordinator makes outside a round: both are asked, and their pair begins when both agree."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from matching.models import Answer, Offer
from matching.queries.deadlines import answer_deadline
from matching.services.announcements import announce_offers
from matching.services.offer_steps import keep_offer_step, locked_offer_of
from matching.services.offers import close_offer
from pairs.services.by_hand import reserve
from people.models import Enrollment, MentorParticipation
from programs.models import StaffStep


@transaction.atomic
def offer_by_hand(
    enrollment: Enrollment, *, participation: MentorParticipation, by: User, reason: str, now: datetime
) -> Offer:
    """Offer a mentee who waits and a mentor to each other, outside a round; the place is held, and both are asked.

    Deadline, reminders, answers and the rule for silence are those of every offer of the program. Arguments and errors
    as for `pair_by_hand`.

    Raises:
        WrongState: besides, an offer between the two came to nothing before: they are not pressed.
    """
    mentee, mentor = reserve(enrollment, participation=participation, by=by, now=now)
    if Offer.objects.filter(enrollment=mentee, participation=mentor).exclude(state=Offer.State.ACCEPTED).exists():
        raise WrongState(_("An earlier offer between the two didn’t go ahead. Talk with both before you pair them."))
    offer = Offer.objects.create(
        enrollment=mentee,
        participation=mentor,
        made_at=now,
        expires_at=answer_deadline(mentee.cycle, now),
        silence_rule=mentee.cycle.program.silence_rule,
    )
    announce_offers([offer], now=now)
    keep_offer_step(offer, "offer_made", by=by, reason=reason, now=now)
    return offer


def undo_offer(step: StaffStep, by: User, now: datetime) -> None:
    """The offer is closed, and both hear that the pairing won't go ahead.

    Raises:
        WrongState: it is settled, or one of the two has answered.
        OwnOffer: it was made to `by`.
    """
    offer = locked_offer_of(step, by)
    answers = (offer.mentee_answer, offer.mentor_answer)
    if offer.state != Offer.State.PENDING or answers != (Answer.NONE, Answer.NONE):
        raise WrongState(_("One of them has answered already, so the offer stays. You can take it back in the list."))
    close_offer(offer, now)

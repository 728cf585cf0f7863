"""Which reminders of this app are queued, for the pages that say that they go out by themselves."""

from matching.models import Answer, MatchRound, Offer
from matching.notices.events import OFFER_PENDING, RANKING_CLOSES
from matching.queries.stages import mentees_without_list
from notifications.models import Message
from notifications.presentation.queued import Queued, count_by_day
from programs.models import Cycle


def queued_for_lists(match_round: MatchRound) -> list[Queued]:
    """The reminders that are queued before the lists close, to those who have not handed one in."""
    rows = Message.objects.filter(
        event=RANKING_CLOSES,
        subject_pk=str(match_round.pk),
        state=Message.State.PENDING,
        payload__closes_at=match_round.closes_at.isoformat(),
        recipient__in=mentees_without_list(match_round).values("mentee"),
    )
    zone = match_round.cycle.program.institution.zone
    return count_by_day(rows.order_by().values_list("due_at", "recipient_id"), zone=zone)


def queued_for_offers(cycle: Cycle) -> list[Queued]:
    """The reminders that are queued for the cycle's pending offers, to those who have not answered."""
    pending = Offer.objects.pending().filter(enrollment__cycle=cycle)
    silent = {
        (str(pk), person)
        for pk, *sides in pending.values_list(
            "pk", "enrollment__mentee", "mentee_answer", "participation__mentor", "mentor_answer"
        )
        for person, answer in (sides[:2], sides[2:])
        if answer == Answer.NONE
    }
    queued = Message.objects.filter(event=OFFER_PENDING, state=Message.State.PENDING)
    due = [
        (due_at, recipient)
        for due_at, recipient, subject in queued.order_by().values_list("due_at", "recipient_id", "subject_pk")
        if (subject, recipient) in silent
    ]
    return count_by_day(due, zone=cycle.program.institution.zone)

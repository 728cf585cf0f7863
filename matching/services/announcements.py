"""The notices that rounds and offers cause."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from matching.models import Answer, MatchRound, Offer, PreferenceList, Proposal
from matching.notices.events import (
    ANSWER_RECORDED,
    LIST_SUBMITTED,
    MATCH_PUBLISHED,
    NO_MATCH,
    NO_MENTEE,
    OFFER_CLOSED,
    OFFER_PENDING,
    WIDEN_LIST,
)
from matching.queries.demand import mentees_to_nudge
from matching.queries.eligibility import unpaired_mentees
from matching.queries.places import mentors_with_a_place
from matching.services.asking import ask_and_remind
from matching.services.snapshots import mentors_with_places
from notifications.services.outbox import Notice, enqueue_many
from people.models import Enrollment, MentorParticipation
from programs.models import ReminderKind
from programs.notices.events import reminder_of_day


def acknowledge_list(submitted: PreferenceList, *, now: datetime) -> None:
    """Send the mentee a receipt for the list that was handed in; it names nobody."""
    enqueue_many(
        [
            Notice(
                event=LIST_SUBMITTED,
                recipient=submitted.enrollment.mentee,
                subject_pk=str(submitted.pk),
                revision=now.isoformat(),
                due_at=now,
            )
        ]
    )


def announce_offers(offers: list[Offer], *, now: datetime) -> None:
    """Tell both people of each offer of one year at once, and remind who has not answered."""
    if not offers:
        return
    days = offers[0].enrollment.cycle.program.reminder_days(ReminderKind.ANSWERS)
    enqueue_many(item for offer in offers for person in _people(offer) for item in _of_offer(offer, person, now, days))


def _people(offer: Offer) -> tuple[User, User]:
    return offer.enrollment.mentee, offer.participation.mentor


def announce_again(offer: Offer, *, now: datetime) -> None:
    """Tell both anew of an offer that has a new deadline."""
    revision = offer.expires_at.isoformat()
    days = offer.enrollment.cycle.program.reminder_days(ReminderKind.ANSWERS)
    items = [item for person in _people(offer) for item in _of_offer(offer, person, now, days, revision=revision)]
    enqueue_many(item for item in items if item.event != MATCH_PUBLISHED)
    announce_as_before(offer, now=now)


def announce_as_before(offer: Offer, *, now: datetime) -> None:
    """Tell both anew of an offer whose reminders are queued already."""
    about: dict[str, Any] = {"subject_pk": str(offer.pk), "revision": _again(now), "expires_at": offer.expires_at}
    enqueue_many(Notice(event=MATCH_PUBLISHED, recipient=person, due_at=now, **about) for person in _people(offer))


def _again(now: datetime) -> str:
    """The revision of what can be told several times."""
    return f"{now.timestamp():.0f}"


def remind_of_offer(offer: Offer, *, now: datetime) -> int:
    """Remind at once whoever of the two has not answered, once a day; returns how many are reminded now."""
    day = offer.enrollment.cycle.local_day(now)
    answers = zip(_people(offer), (offer.mentee_answer, offer.mentor_answer), strict=True)
    return enqueue_many(
        Notice(
            event=OFFER_PENDING,
            recipient=person,
            subject_pk=str(offer.pk),
            offset=reminder_of_day(day),
            due_at=now,
            expires_at=offer.expires_at,
        )
        for person, answer in answers
        if answer == Answer.NONE
    )


def announce_recorded_answer(offer: Offer, person: User, *, now: datetime) -> None:
    """Tell somebody that a coordinator has recorded their answer."""
    enqueue_many([Notice(event=ANSWER_RECORDED, recipient=person, subject_pk=str(offer.pk), due_at=now)])


def _of_offer(
    offer: Offer, person: User, now: datetime, days: Sequence[int], *, revision: str = "0"
) -> Iterator[Notice]:
    about: dict[str, Any] = {"recipient": person, "subject_pk": str(offer.pk), "revision": revision}
    times = {"asked_at": offer.made_at, "until": offer.expires_at, "now": now}
    return ask_and_remind(MATCH_PUBLISHED, OFFER_PENDING, days=days, **times, **about)


def announce_unmatched(match_round: MatchRound, proposal: Proposal, *, now: datetime) -> None:
    """Tell mentees who still look for a mentor, and mentors whose place stays free, that the round gave them nobody.

    Called when the offers are made: an offer takes a place, and ends the search.
    """
    told = [(NO_MATCH, enrollment.mentee) for enrollment in _mentees_without_mentor(match_round, proposal)]
    told += [(NO_MENTEE, participation.mentor) for participation in _mentors_without_mentee(match_round, proposal, now)]
    enqueue_many(
        Notice(event=event, recipient=person, subject_pk=str(match_round.pk), due_at=now) for event, person in told
    )


def recipients_of_publication(proposal: Proposal, *, now: datetime) -> set[int]:
    """The users who hear of it if the proposal is published now, each once: of an offer, or of none."""
    match_round = proposal.round
    pairs = proposal.pairs.filter(participation__isnull=False)
    offered = pairs.values_list("enrollment__mentee_id", "participation__mentor_id")
    mentees = {enrollment.mentee_id for enrollment in _mentees_without_mentor(match_round, proposal)}
    mentors = {participation.mentor_id for participation in _mentors_without_mentee(match_round, proposal, now)}
    return {person for pair in offered for person in pair} | mentees | mentors


def _mentees_without_mentor(match_round: MatchRound, proposal: Proposal) -> QuerySet[Enrollment]:
    nobody = proposal.pairs.filter(participation=None).values("enrollment")
    return unpaired_mentees(match_round.cycle).filter(pk__in=nobody).select_related("mentee")


def _mentors_without_mentee(match_round: MatchRound, proposal: Proposal, now: datetime) -> list[MentorParticipation]:
    """Mentors who had a place in the round and still have it. Whoever joined after the lists closed was not in it."""
    had_place = mentors_with_places(match_round.snapshot)
    given = proposal.pairs.filter(participation__isnull=False).values("participation")
    free = mentors_with_a_place(match_round.cycle, day=match_round.cycle.local_day(now))
    rows = free.exclude(pk__in=given).select_related("mentor")
    return [participation for participation in rows if participation.pk in had_place]


def announce_closed_offer(offer: Offer, *, now: datetime) -> None:
    """Tell, in the same neutral words whatever the reason, whoever did not say no that the offer is closed."""
    answers = zip(_people(offer), (offer.mentee_answer, offer.mentor_answer), strict=True)
    enqueue_many(
        # An offer that waits again can be closed again, and that is told too.
        Notice(
            event=OFFER_CLOSED,
            recipient=person,
            subject_pk=str(offer.pk),
            revision=_again(now),
            due_at=now,
        )
        for person, answer in answers
        if answer != Answer.DECLINED
    )


def nudge_mentees(match_round: MatchRound, *, now: datetime) -> None:
    """Suggest a longer list to mentees whose list is short or oversubscribed, once a day at most. How many is not told.

    Raises:
        WrongState: the round is not open.
    """
    if match_round.state != MatchRound.State.OPEN:
        raise WrongState(_("You can suggest longer lists only while the round is open."))
    day = match_round.cycle.local_day(now)
    enqueue_many(
        Notice(
            event=WIDEN_LIST,
            recipient=enrollment.mentee,
            subject_pk=str(match_round.pk),
            revision=day.isoformat(),
            due_at=now,
            expires_at=match_round.closes_at,
        )
        for enrollment in mentees_to_nudge(match_round)
    )

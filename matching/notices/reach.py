"""Whom no notice of an offer has reached in time to answer: their silence is no answer."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from accounts.models import User
from matching.models import Answer, Offer
from matching.notices.events import MATCH_PUBLISHED, OFFER_PENDING
from notifications.models import Message

_State = Message.State
# What arrives later than this before the time is up, as after downtime, leaves no time to think.
_TIME_TO_ANSWER = timedelta(hours=12)


def unreached_by(offer: Offer, *, now: datetime) -> list[User]:
    """Those of the two who have not answered, and whom no message about the offer has reached in time."""
    return unreached_by_offer([offer], now=now).get(offer.pk, [])


def unreached_by_offer(offers: Iterable[Offer], *, now: datetime) -> dict[int, list[User]]:
    """The same for many offers in one query: offer → people, for those offers that have any.

    Each offer has its mentee and its mentor at hand.
    """
    pending = [offer for offer in offers if offer.state == Offer.State.PENDING and offer.told_at is None]
    about: dict[tuple[str, int | None], list[Message]] = defaultdict(list)
    messages = Message.objects.filter(
        event__in=(MATCH_PUBLISHED, OFFER_PENDING), subject_pk__in=[str(offer.pk) for offer in pending]
    )
    for message in messages.select_related("digest").defer("body") if pending else ():
        about[message.subject_pk, message.recipient_id].append(message)
    found = {
        offer.pk: [one for one in _silent(offer) if _is_missed(about[str(offer.pk), one.pk], offer, now)]
        for offer in pending
    }
    return {pk: people for pk, people in found.items() if people}


def _silent(offer: Offer) -> list[User]:
    sides = ((offer.enrollment.mentee, offer.mentee_answer), (offer.participation.mentor, offer.mentor_answer))
    return [person for person, answer in sides if answer == Answer.NONE]


def _is_missed(messages: list[Message], offer: Offer, now: datetime) -> bool:
    """Whether messages were to go out, and none arrived in time."""
    to_go_out = [message for message in messages if message.state != _State.SUPPRESSED and message.due_at <= now]
    in_time = offer.expires_at - min(_TIME_TO_ANSWER, (offer.expires_at - offer.made_at) / 2)
    return bool(to_go_out) and not any(_arrived(message, by=in_time) for message in to_go_out)


def _arrived(message: Message, *, by: datetime) -> bool:
    """Whether it was read on the site, or sent in time by itself or in a digest."""
    if message.read_at:
        return True
    email = message.digest or message
    sent = message.state == email.state == _State.SENT
    return sent and (email.sent_at is None or email.sent_at <= by)

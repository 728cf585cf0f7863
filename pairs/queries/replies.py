"""Where a reply to an email about two people goes: to the other of them where both allow it, else to the program."""

from typing import TypedDict

from accounts.models import User
from notifications.models import NotificationPreference
from pairs.models import Mentorship
from programs.queries.contacts import answers_to


class ReplyVariables(TypedDict):
    """What an email says and does about replies.

    Attributes:
        reply_to: the address to which one goes.
        answered_by: the given name of the other, where it goes to them; else empty.
    """

    reply_to: str
    answered_by: str


def replies_of(pair: Mentorship, reader: User) -> ReplyVariables:
    """Return where a reply of `reader`, one of the two, goes. Once the mentorship is over it goes to the program."""
    other = pair.other_of(reader)
    allowed = NotificationPreference.objects.filter(user__in=(reader, other), user__is_active=True, takes_replies=True)
    if pair.is_live and allowed.count() == 2:
        return {"reply_to": other.email, "answered_by": other.given_name}
    return {"reply_to": answers_to(pair.cycle.program), "answered_by": ""}

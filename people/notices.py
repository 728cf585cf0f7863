"""The notices of those who take part: invitations."""

from datetime import datetime, timedelta
from typing import Any, NotRequired, TypedDict, cast
from urllib.parse import urlencode

from django.urls import reverse

from notifications.events import Event, register
from notifications.models import Category, Message
from people.presentation.invitations import invitation_about
from people.queries.invitations import INVITATION, Record, holds, is_silent, open_records_of, record_of, subject_of
from programs.models import Appointment
from programs.queries.programs import coordinators_of

_NOT_AGAIN_WITHIN = timedelta(days=2)


class InvitationPayload(TypedDict):
    """What an invitation carries: when it is due, in ISO format, and whether it is a reminder."""

    due: str
    reminder: NotRequired[bool]


def _payload(message: Message) -> InvitationPayload:
    return cast(InvitationPayload, message.payload)


def _invited(message: Message) -> Record:
    record = record_of(message.subject_pk)
    if record is None:
        raise LookupError(f"{message.subject_pk} is gone")
    return record


def _invitation_context(message: Message) -> dict[str, Any]:
    """What the message is about first, then all else to which the recipient is invited and silent."""
    own = _invited(message)
    others = [each for each in open_records_of(message.reader) if subject_of(each) != message.subject_pk]
    first, *rest = [invitation_about(record) for record in (own, *others)]
    program = own.program if isinstance(own, Appointment) else own.cycle.program
    return {
        "invitation": first,
        "others": rest,
        "coordinators": coordinators_of(program) if program else [],
        "reminder": _payload(message).get("reminder", False),
    }


def _way_in(message: Message) -> str:
    """The page that sends a code by e-mail, and leads on; who is signed in already comes there at once."""
    return f"{reverse('account_request_login_code')}?{urlencode({'next': invitation_about(_invited(message)).path})}"


def _invitation_stands(message: Message) -> bool:
    """The person is still meant and, for a reminder, silent; and no other e-mail has told them of it meanwhile."""
    record = record_of(message.subject_pk)
    reminder = _payload(message).get("reminder", False)
    if record is None or not holds(record) or (reminder and not is_silent(record)):
        return False
    since = datetime.fromisoformat(_payload(message)["due"]) - (_NOT_AGAIN_WITHIN if reminder else timedelta(0))
    told = Message.objects.filter(event=INVITATION, recipient=message.recipient_id, state=Message.State.SENT)
    return not told.exclude(pk=message.pk).filter(sent_at__gte=since).exists()


def register_events() -> None:
    """Make the events of this app known to the outbox."""
    register(
        Event(
            name=INVITATION,
            category=Category.INVITATION,
            template="notifications/people/invitation.txt",
            context=_invitation_context,
            path=_way_in,
            still_matters=_invitation_stands,
            alone=True,
        )
    )

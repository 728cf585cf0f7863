"""Emails that came back after the mail server had taken them: they are treated as those that it refused at once."""

import re
from datetime import datetime, timedelta

import structlog
from django.db import transaction

from notifications.imports.returned import Kind, Returned
from notifications.models import ALWAYS_DELIVERED, Category, Fault, Message
from notifications.services.preferences import opt_out

_log = structlog.get_logger()
# Servers give up after five days; some take their time to say so.
_COMES_BACK_WITHIN = timedelta(days=30)
_ADDRESS_ALONE = timedelta(days=3)
_OUR_ID = re.compile(r"<(\d{1,18})\.[^@<>\s]+@[^@<>\s]+>")
State = Message.State


@transaction.atomic
def record_returned(returned: Returned, *, now: datetime, trust_address: bool = False) -> bool:
    """Note that an email did not arrive, or that its reader called it spam. Saying so again changes nothing.

    Args:
        returned: what the report says.
        now: the instant.
        trust_address: whether the last email to the address is meant where the report names no Message-ID: only for
            reports whose sender is known.

    Returns:
        Whether it is about an email of ours.
    """
    message = _message_of(returned, now, trust_address=trust_address)
    if message is None:
        return False
    _log.info("email_returned", message=message.pk, kind=str(returned.kind), status=returned.status, code=returned.code)
    if returned.kind == Kind.COMPLAINT:
        _note_complaint(message, now)
    else:
        _mark_undelivered(message, returned)
    return True


def _message_of(returned: Returned, now: datetime, *, trust_address: bool) -> Message | None:
    sent = Message.objects.filter(state=State.SENT).exclude(provider_id="")
    if found := _OUR_ID.fullmatch(returned.message_id):
        # The whole Message-ID is compared: its signature cannot be guessed.
        known = sent.filter(pk=int(found[1]), provider_id=returned.message_id)
        return known.filter(sent_at__gt=now - _COMES_BACK_WITHIN).first()
    if trust_address and returned.address:
        theirs = sent.filter(recipient__email__iexact=returned.address, sent_at__gt=now - _ADDRESS_ALONE)
        return theirs.order_by("-sent_at", "-pk").first()
    return None


def _mark_undelivered(message: Message, returned: Returned) -> None:
    """The email and, where it was a digest, all that it told of."""
    outcome = {"state": State.UNDELIVERABLE, "fault": _fault_of(returned), "smtp_code": returned.code}
    told = Message.objects.filter(digest=message, state=State.SENT).update(**outcome)
    if told:
        # What it told of is written again by itself, so that the digest is not needed.
        outcome |= {"state": State.SUPPRESSED}
    Message.objects.filter(pk=message.pk, state=State.SENT).update(**outcome)


def _fault_of(returned: Returned) -> Fault:
    if returned.status.startswith("4"):
        return Fault.BUSY
    return Fault.REFUSED if returned.status and not returned.status.startswith("5.1.") else Fault.ADDRESS


def _note_complaint(message: Message, now: datetime) -> None:
    """Who calls an email spam wants no more of its kind; what nobody can opt out of goes on, and people see both."""
    Message.objects.filter(pk=message.pk, complained_at=None).update(complained_at=now)
    category = Category(message.category)
    if message.recipient is not None and category not in ALWAYS_DELIVERED:
        opt_out(message.recipient, category)

"""Where each person stands with the invitation, as an expression: lists are narrowed, counted and sorted by it."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery, TextChoices
from django.utils.translation import gettext_lazy as _

from notifications.models import Message
from people.queries.invitations import INVITATION


class InvitationState(TextChoices):
    """How far the invitation of a person has come."""

    NOT_SENT = "none", _("Not sent")
    SCHEDULED = "scheduled", _("Scheduled")
    SENT = "sent", _("Sent, not signed in")
    FAILED = "failed", _("Couldn’t be reached")
    SIGNED_IN = "in", _("Signed in")


def invitation_needs(person: str) -> dict[str, Any]:
    """Return expressions: the state and the instant of the last invitation that was sent, and when the next is due.

    Args:
        person: the path from a row to the person; "pk" where rows are people.
    """
    theirs = Message.objects.filter(event=INVITATION, recipient=OuterRef(person))
    sent = theirs.filter(state__in=Message.SHOWN).order_by("-sent_at", "-pk")
    due = theirs.filter(state=Message.State.PENDING).order_by("due_at")
    return {
        "invitation_last": Subquery(sent.values("state")[:1]),
        "invitation_sent_at": Subquery(sent.values("sent_at")[:1]),
        "invitation_due_at": Subquery(due.values("due_at")[:1]),
    }


def field_of(person: str, field: str) -> str:
    """Return the path from a row to a field of its person; `person` as above."""
    return field if person == "pk" else f"{person}__{field}"


def invitation_state(row: Any, *, signed_in: Any) -> InvitationState:
    """Return the state of a row that has what `invitation_needs` says.

    Args:
        row: of a list.
        signed_in: when its person last signed in, or None.
    """
    if signed_in:
        return InvitationState.SIGNED_IN
    if row.invitation_last:
        failed = row.invitation_last == Message.State.UNDELIVERABLE
        return InvitationState.FAILED if failed else InvitationState.SENT
    return InvitationState.SCHEDULED if row.invitation_due_at else InvitationState.NOT_SENT


def meets_invitation_state(person: str, value: str) -> Q:
    """Return which rows are in the state; `person` as above."""
    last_login = field_of(person, "last_login")
    if value == InvitationState.SIGNED_IN:
        return Q(**{f"{last_login}__isnull": False})
    theirs = Message.objects.filter(event=INVITATION, recipient=OuterRef(person))
    sent = theirs.filter(state__in=Message.SHOWN)
    silent = Q(**{last_login: None})
    if value in (InvitationState.SENT, InvitationState.FAILED):
        of_same = Message.objects.filter(event=INVITATION, recipient=OuterRef("recipient"), state__in=Message.SHOWN)
        last = Subquery(of_same.order_by("-sent_at", "-pk").values("pk")[:1])
        state = Message.State.SENT if value == InvitationState.SENT else Message.State.UNDELIVERABLE
        return silent & Q(Exists(theirs.filter(pk=last, state=state)))
    pending = Q(Exists(theirs.filter(state=Message.State.PENDING)))
    return silent & ~Q(Exists(sent)) & (pending if value == InvitationState.SCHEDULED else ~pending)

"""What was not delivered: messages that were set aside, and people whom no email reaches."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.models import Category, Fault, Message

State = Message.State


@dataclass(frozen=True, slots=True)
class SetAsideKind:
    """Messages of one event that were set aside for one reason.

    Attributes:
        event, fault: which they are.
        category, reason: the same in words.
        number: how many.
        can_retry: false for emails of the login: what they held is gone.
    """

    event: str
    fault: str
    category: Any
    reason: Any
    number: int
    can_retry: bool


def set_aside(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Those of `messages` that were given up, newest first, with their recipients."""
    return messages.filter(state=State.FAILED).select_related("recipient").order_by("-pk")


def kinds_set_aside(messages: QuerySet[Message]) -> list[SetAsideKind]:
    """The same, counted by kind; the most frequent first."""
    rows = messages.filter(state=State.FAILED).values_list("event", "fault", "category")
    counted = rows.annotate(number=Count("pk")).order_by("-number", "event", "fault")
    return [
        SetAsideKind(event, fault, Category(category).label, reason_of(fault), number, category != Category.ACCOUNT)
        for event, fault, category, number in counted
    ]


def reason_of(fault: str) -> Any:
    """Why something was not delivered, in words."""
    return Fault(fault).label if fault in Fault.values else _("No reason was recorded")


def not_reached(person: int) -> QuerySet[User]:
    """Return the person with this key, if they are one of `people_not_reached`."""
    return people_not_reached().filter(pk=person)


def people_not_reached() -> QuerySet[User]:
    """People whose last email was refused for good; each has `refused_at`, `fault` and `waiting`, the number of those.

    A later email that went out takes somebody off the list.
    """
    refused = Message.objects.filter(state=State.UNDELIVERABLE).exclude(category=Category.ACCOUNT)
    theirs = refused.filter(recipient=OuterRef("pk"))
    counted = theirs.order_by().values("recipient").annotate(n=Count("pk"), last=Max("sent_at"))
    arrived = Message.objects.filter(recipient=OuterRef("pk"), state=State.SENT, sent_at__gt=OuterRef("refused_at"))
    people = User.objects.filter(is_active=True, pk__in=refused.values("recipient")).annotate(
        refused_at=Subquery(counted.values("last")),
        waiting=Subquery(counted.values("n")),
        fault=Subquery(theirs.order_by("-sent_at").values("fault")[:1]),
    )
    return people.exclude(Exists(arrived.exclude(provider_id=""))).order_by("family_name", "given_name", "pk")

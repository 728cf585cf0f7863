"""Shared reads of the outbox."""

from django.db.models import QuerySet

from accounts.models import User
from notifications.models import Category, Message

_NOT_SHOWN = (Category.DIGEST, Category.ACCOUNT)


def inbox_of(user: User) -> QuerySet[Message]:
    """The delivered messages of `user`, newest first, those whose email did not arrive too.

    A digest only repeats what is there already, and an email about the account is kept nowhere.
    """
    sent = Message.objects.filter(recipient=user, state__in=Message.SHOWN)
    return sent.exclude(category__in=_NOT_SHOWN).order_by("-sent_at", "-pk")


def unread_messages(user: User) -> QuerySet[Message]:
    """The delivered messages of `user` that have not been read."""
    return inbox_of(user).filter(read_at=None)

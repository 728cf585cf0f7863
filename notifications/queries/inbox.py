"""Shared reads of the outbox."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import overload

from django.db.models import Exists, QuerySet

from accounts.models import User
from core.counting import RowCount
from core.paging import PER_PAGE
from core.prepared import prepared
from notifications.models import Category, Message
from notifications.queries.undelivered import people_not_reached

_NOT_SHOWN = (Category.DIGEST, Category.ACCOUNT)
_IN_ROWS = ("subject", "body", "path", "sent_at", "read_at")


def inbox_of(user: User) -> QuerySet[Message]:
    """The delivered messages of `user`, newest first, those whose email did not arrive too.

    A digest only repeats what is there already, and an email about the account is kept nowhere.
    """
    sent = Message.objects.filter(recipient=user, state__in=Message.SHOWN)
    return sent.exclude(category__in=_NOT_SHOWN).order_by("-sent_at", "-pk")


def unread_messages(user: User) -> QuerySet[Message]:
    """The delivered messages of `user` that have not been read."""
    return inbox_of(user).filter(read_at=None)


class Inbox(Sequence[Message]):
    """What `inbox_of` returns, for a page of it: only what a row says is read.

    Attributes:
        is_reached: whether emails to its reader arrive.
    """

    def __init__(self, user: User) -> None:
        self._user = user
        [(self._number, comes_back)] = _number_and_whether_mail_comes_back(user)
        self.is_reached = not comes_back

    def __len__(self) -> int:
        return self._number

    @overload
    def __getitem__(self, part: int) -> Message: ...
    @overload
    def __getitem__(self, part: slice) -> list[Message]: ...
    def __getitem__(self, part: int | slice) -> Message | list[Message]:
        if isinstance(part, int):
            return self[part : part + 1][0]
        start = part.start or 0
        # Always as many as a page holds, so that there are few shapes of the query; the last page has fewer to give.
        return _page_from(start)(self._user) if start < self._number else []


@prepared
def _number_and_whether_mail_comes_back(user: User) -> QuerySet[User, tuple[int, bool]]:
    number = RowCount(inbox_of(user).order_by().values("pk"))
    return User.objects.filter(pk=user.pk).values_list(number, Exists(people_not_reached().filter(pk=user.pk)))


@lru_cache(maxsize=32)
def _page_from(start: int) -> Callable[[User], list[Message]]:
    @prepared
    def page(user: User) -> QuerySet[Message]:
        return inbox_of(user).only(*_IN_ROWS)[start : start + PER_PAGE]

    return page

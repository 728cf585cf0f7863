"""How the outbox is doing, for those who look after the mail of a school. Nothing of what messages say."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncHour

from accounts.models import User
from notifications.models import Category, Message
from notifications.queries.health import outbox_moves

MAIL_TRIAL = "mail_trial"
# Kinds that say the same to everybody whom a program asks; all others are for their readers alone.
OPEN_CATEGORIES = frozenset({Category.INVITATION, Category.HANDBOOK, Category.SITE})
_FAILURES_SHOWN = 10
_TRIALS_SHOWN = 3
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
State = Message.State


@dataclass(frozen=True, slots=True)
class MailStatus:
    """Counts of the outbox.

    Attributes:
        moves: whether mail goes out, as `/health/` judges it.
        due: messages whose time has come and that have not gone out.
        due_since: the earliest of them.
        later: messages whose time is still to come.
        put_off: those that were tried and will be tried again.
        set_aside: those that were given up.
        undeliverable: those that were refused for good.
        sent: emails that went out within a day.
        last_sent_at: when the last one did.
    """

    moves: bool
    due: int
    due_since: datetime | None
    later: int
    put_off: int
    set_aside: int
    undeliverable: int
    sent: int
    last_sent_at: datetime | None


def mail_status(messages: QuerySet[Message], *, now: datetime) -> MailStatus:
    """Count what of `messages` waits, failed and went out lately."""
    waits = Q(state=State.PENDING)
    due = waits & Q(due_at__lte=now)
    counted = messages.filter(state__in=(State.PENDING, State.FAILED, State.UNDELIVERABLE)).aggregate(
        due=Count("pk", filter=due),
        due_since=Min("due_at", filter=due),
        later=Count("pk", filter=waits & Q(due_at__gt=now)),
        put_off=Count("pk", filter=waits & ~Q(fault="")),
        set_aside=Count("pk", filter=Q(state=State.FAILED)),
        undeliverable=Count("pk", filter=Q(state=State.UNDELIVERABLE)),
    )
    sent = emails_sent(messages)
    return MailStatus(
        moves=outbox_moves(now=now),
        sent=sent.filter(sent_at__gt=now - _DAY).count(),
        last_sent_at=sent.values_list("sent_at", flat=True).first(),
        **counted,
    )


def emails_sent(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Those of `messages` that went out as emails, newest first, with recipients; not what reached an inbox alone."""
    sent = messages.filter(state=State.SENT).exclude(provider_id="")
    return sent.select_related("recipient").order_by("-sent_at", "-pk")


def sent_by_hour(messages: QuerySet[Message], *, now: datetime) -> list[tuple[datetime, int]]:
    """Count the emails that went out in each of 24 hours of the clock; the last is the one that `now` is in.

    Hours are those of UTC: where clocks change, none is twice as long.
    """
    last = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    hours = [last - _HOUR * back for back in range(23, -1, -1)]
    sent = emails_sent(messages).filter(sent_at__gte=hours[0]).order_by()
    counted = sent.annotate(hour=TruncHour("sent_at", tzinfo=UTC)).values_list("hour").annotate(number=Count("pk"))
    numbers = dict(counted)
    return [(hour, numbers.get(hour, 0)) for hour in hours]


def last_failures(messages: QuerySet[Message]) -> list[Message]:
    """The newest of `messages` that could not be delivered or were put off, with their recipients."""
    troubled = messages.filter(state__in=(State.PENDING, State.FAILED, State.UNDELIVERABLE)).exclude(fault="")
    return list(troubled.select_related("recipient").order_by("-pk")[:_FAILURES_SHOWN])


def last_complaints(messages: QuerySet[Message]) -> list[Message]:
    """The newest of `messages` that their readers called spam, with their recipients."""
    complained = messages.filter(complained_at__isnull=False).select_related("recipient")
    return list(complained.order_by("-complained_at", "-pk")[:_FAILURES_SHOWN])


def trials_of(user: User) -> list[Message]:
    """The last emails by which `user` tried the way out, the newest first."""
    return list(Message.objects.filter(recipient=user, event=MAIL_TRIAL).order_by("-pk")[:_TRIALS_SHOWN])

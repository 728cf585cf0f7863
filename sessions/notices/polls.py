"""The news that a group is asked which times suit."""

from typing import Any

from django.urls import reverse

from core.clocks import zones_text
from notifications.events import Event
from notifications.models import Category, Message
from programs.queries.contacts import answers_to
from sessions.models import TimePoll
from sessions.notices.entries import ENTRIES


def _waits(message: Message) -> bool:
    return TimePoll.objects.unanswered_by(message.reader).filter(pk=message.subject_pk).exists()


def _context(message: Message) -> dict[str, Any]:
    polls = TimePoll.objects.select_related("group__cycle__program", "by").prefetch_related("times")
    poll = polls.filter(pk=message.subject_pk).first()
    if poll is None:
        return {}
    zones = [message.reader.zone, poll.zone]
    return {
        "poll": poll,
        "dates": [zones_text(one.starts_at, zones) for one in poll.times.all()],
        "reply_to": answers_to(poll.group.cycle.program),
    }


POLL_OPENED = Event(
    name="poll_opened",
    entry=ENTRIES["poll_opened"],
    category=Category.SESSION,
    template="notifications/sessions/poll_opened.txt",
    context=_context,
    path=lambda message: reverse("sessions:show-poll", kwargs={"pk": int(message.subject_pk)}),
    still_matters=_waits,
)

"""The news to pairs that have not met for a while: a nudge, and a coordinator who asks how it is going."""

from datetime import datetime, timedelta
from typing import Any, TypedDict

from django.urls import reverse

from accounts.models import User
from core.clocks import zones_text
from notifications.events import Event
from notifications.models import Category, Message
from pairs.models import Mentorship
from programs.queries.contacts import answers_to
from sessions.models import MentoringSession
from sessions.notices.entries import ENTRIES
from sessions.policies import can_take_slots
from sessions.queries.office_hours import office_of, slots_for

PAIR_QUIET, PAIR_ASKED = "pair_quiet", "pair_asked"
_TIMES = 3


class AskedPayload(TypedDict):
    """The primary key of the coordinator who asks a pair how it is going."""

    by: int


def _pair(message: Message) -> Mentorship:
    people = ("mentee", "mentor", "cycle__program__institution")
    return Mentorship.objects.select_related(*people).get(pk=message.subject_pk)


def _quiet_context(message: Message) -> dict[str, Any]:
    """Of the pair; who answers writes to its coordinators."""
    pair = _pair(message)
    program = pair.cycle.program
    asker = User.objects.filter(pk=message.payload.get("by")).first()
    return {"other": pair.other_of(message.reader), "program": program, "asker": asker, "reply_to": answers_to(program)}


def _nudge_context(message: Message) -> dict[str, Any]:
    """With the next times that the reader can book, the first of each of three days; none without office hours."""
    pair = _pair(message)
    return _quiet_context(message) | {"free": _free_times(pair, message.reader, now=message.due_at)}


def _free_times(pair: Mentorship, reader: User, *, now: datetime) -> list[str]:
    office = office_of(pair.mentor) if can_take_slots(reader, pair) else None
    if office is None:
        return []
    free = [slot.time.starts_at for slot in slots_for(office, pair, now=now) if slot.free]
    firsts = {start.astimezone(reader.zone).date(): start for start in reversed(free)}
    zones = list(dict.fromkeys((reader.zone, pair.mentor.zone)))
    return [zones_text(start, zones) for start in sorted(firsts.values())[:_TIMES]]


def _still_quiet(message: Message) -> bool:
    """The pair is active, and has neither met nor booked anything since the message was written."""
    pair = Mentorship.objects.filter(pk=message.subject_pk).select_related("cycle__program").first()
    if pair is None:
        return False
    since = message.due_at - timedelta(days=pair.cycle.program.cadence_days)
    alive = pair.sessions.filter(starts_at__gt=since).exclude(
        state__in=(MentoringSession.State.CANCELLED, MentoringSession.State.MISSED)
    )
    return pair.state == Mentorship.State.ACTIVE and not alive.exists()


def _pair_goes_on(message: Message) -> bool:
    return Mentorship.objects.live().filter(pk=message.subject_pk).exists()


def _find_page(message: Message) -> str:
    return reverse("sessions:find-time", kwargs={"pk": message.subject_pk})


def _pair_page(message: Message) -> str:
    return reverse("sessions:show-pair", kwargs={"pk": message.subject_pk})


def _of_pair(name: str, **more: Any) -> Event:
    return Event(
        name=name,
        entry=ENTRIES[name],
        category=Category.SESSION,
        template=f"notifications/sessions/{name}.txt",
        **more,
    )


DRIFT_EVENTS = (
    _of_pair(PAIR_QUIET, context=_nudge_context, path=_find_page, still_matters=_still_quiet),
    _of_pair(PAIR_ASKED, context=_quiet_context, path=_pair_page, still_matters=_pair_goes_on),
)

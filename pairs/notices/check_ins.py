"""The notices of check-ins. None of them says whether anybody answered."""

from typing import Any, TypedDict, cast

from django.urls import reverse
from django.utils import timezone

from notifications.events import Event, register
from notifications.models import Category, Message
from pairs.models import CheckIn, Mentorship
from pairs.notices.entries import ENTRIES
from pairs.queries.check_ins import open_check_in
from programs.models import Cycle
from programs.notices.quiet_days import waits_for_quiet_days
from programs.queries.contacts import answers_to

CHECK_IN_OPEN = "check_in_open"


TALK_WANTED = "talk_wanted"


class CheckInPayload(TypedDict):
    """Which check-in it is."""

    kind: str


def _pair(message: Message) -> Mentorship:
    related = ("mentee", "mentor", "cycle__program__institution")
    return Mentorship.objects.select_related(*related).get(pk=message.subject_pk)


def _open_context(message: Message) -> dict[str, Any]:
    pair = _pair(message)
    program = pair.cycle.program
    return {"program": program, "reply_to": answers_to(program), "other": pair.other_of(message.reader)}


def _open_path(message: Message) -> str:
    return reverse("pairs:check-in", args=[message.subject_pk])


def _is_open(message: Message) -> bool:
    """It is open still, and its recipient has not answered."""
    pair, kind = _pair(message), cast(CheckInPayload, message.payload)["kind"]
    opened = open_check_in(pair, pair.cycle.local_day(timezone.now()))
    answered = CheckIn.objects.filter(mentorship=pair, kind=kind, person=message.recipient_id)
    return opened is not None and opened.kind == kind and not answered.exists()


def _year(message: Message) -> Cycle | None:
    return Cycle.objects.select_related("program__institution").get(mentorships=int(message.subject_pk))


def _wanted(message: Message) -> CheckIn:
    return CheckIn.objects.select_related("mentorship__cycle__program").get(pk=message.subject_pk)


def _wanted_context(message: Message) -> dict[str, Any]:
    program = _wanted(message).mentorship.cycle.program
    return {"program": program, "reply_to": answers_to(program)}


def _wanted_path(message: Message) -> str:
    return reverse("pairs:list-talks", kwargs={"slug": _wanted(message).mentorship.cycle.program.slug})


def _talk_is_wanted(message: Message) -> bool:
    return CheckIn.objects.shared_with(message.reader).filter(pk=message.subject_pk, talked_at=None).exists()


def register_check_in_events() -> None:
    """Make the events of check-ins known to the outbox."""
    register(
        Event(
            name=CHECK_IN_OPEN,
            entry=ENTRIES[CHECK_IN_OPEN],
            category=Category.PAIR,
            template=f"notifications/pairs/{CHECK_IN_OPEN}.txt",
            context=_open_context,
            path=_open_path,
            still_matters=_is_open,
            waits_until=waits_for_quiet_days(_year),
        )
    )
    register(
        Event(
            name=TALK_WANTED,
            entry=ENTRIES[TALK_WANTED],
            category=Category.MATCH,
            template=f"notifications/pairs/{TALK_WANTED}.txt",
            context=_wanted_context,
            path=_wanted_path,
            still_matters=_talk_is_wanted,
        )
    )

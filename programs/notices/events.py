"""The notices of programs: a new version of the handbook."""

from datetime import date
from typing import Any, TypedDict, cast

from django.urls import reverse

from notifications.events import Event, register
from notifications.models import Category, Message
from programs.models import Cycle, HandbookVersion
from programs.notices.entries import ENTRIES
from programs.notices.quiet_days import waits_for_quiet_days
from programs.queries.contacts import answers_to
from programs.queries.handbooks import asked_to_acknowledge
from programs.queries.programs import current_cycle

HANDBOOK_PUBLISHED = "handbook_published"
# What stands in the keys of the reminders that go out by themselves, and in those of no other message.
BY_ITSELF = ":+"


def reminder_after(days: int) -> str:
    """The offset of a reminder that goes out by itself."""
    return f"+{days}d"


def reminder_of_day(day: date) -> str:
    """The offset of a reminder by hand: one on each day of the school's calendar."""
    return f"on {day:%Y-%m-%d}"


class HandbookPayload(TypedDict, total=False):
    """What a message about a handbook carries: whether it is the reminder."""

    reminder: bool


def _is_reminder(message: Message) -> bool:
    return cast(HandbookPayload, message.payload).get("reminder", False)


def _version(message: Message) -> HandbookVersion:
    """The version, read once for each delivery of the message."""
    held: HandbookVersion | None = getattr(message, "_version", None)
    if held is None:
        held = HandbookVersion.objects.select_related("program").get(pk=message.subject_pk)
        message._version = held  # type: ignore[attr-defined]
    return held


def _context(message: Message) -> dict[str, Any]:
    version = _version(message)
    return {
        "version": version,
        "program": version.program,
        "reminder": _is_reminder(message),
        "reply_to": answers_to(version.program),
    }


def _path(message: Message) -> str:
    return reverse("programs:show-handbook", kwargs={"slug": _version(message).program.slug})


def _year(message: Message) -> Cycle | None:
    return current_cycle(_version(message).program)


def _still_matters(message: Message) -> bool:
    """The version is still in force, and a reminder only for those whom it still waits for."""
    version = _version(message)
    if version.state != HandbookVersion.State.PUBLISHED:
        return False
    if not _is_reminder(message):
        return True
    return asked_to_acknowledge(version.program).filter(pk=message.reader.pk).exists()


def register_events() -> None:
    """Make the events of this app known to the outbox."""
    register(
        Event(
            name=HANDBOOK_PUBLISHED,
            entry=ENTRIES[HANDBOOK_PUBLISHED],
            category=Category.HANDBOOK,
            template="notifications/programs/handbook_published.txt",
            context=_context,
            path=_path,
            still_matters=_still_matters,
            waits_until=waits_for_quiet_days(_year),
        )
    )

"""What is queued, counted for a page that says that reminders go out by themselves."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clocks import day_text


@dataclass(frozen=True, slots=True)
class Queued:
    """How many people get a message on a day."""

    day: date
    people: int


def count_by_day(rows: Iterable[tuple[datetime, int]], *, zone: ZoneInfo) -> list[Queued]:
    """Count people by the day on which their messages are due, on the calendar of `zone`, soonest first.

    Args:
        rows: due time and recipient of each message that is queued.
        zone: the school's.
    """
    people: dict[date, set[int]] = defaultdict(set)
    for due_at, recipient in rows:
        people[due_at.astimezone(zone).date()].add(recipient)
    return [Queued(day, len(people[day])) for day in sorted(people)]


def queued_text(queued: Iterable[Queued]) -> str:
    """Return “Reminders to 23 people go out on Mon 7 Dec 2026, to 21 on Sat 12 Dec 2026.”, or that there are none."""
    days = list(queued)
    if not days:
        return _("No reminders are scheduled.")
    first, *later = days
    opening = ngettext(
        "Reminders to %(n)s person go out on %(day)s", "Reminders to %(n)s people go out on %(day)s", first.people
    )
    told = [opening % _words(first), *(_("to %(n)s on %(day)s") % _words(one) for one in later)]
    return _("%(list)s.") % {"list": ", ".join(told)}


def _words(queued: Queued) -> dict[str, object]:
    return {"n": queued.people, "day": day_text(datetime.combine(queued.day, time(12)))}
